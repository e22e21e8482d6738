using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Belfry.Network;

namespace Belfry.Audit;

/// <summary>
/// A repository that is reached by syslog (RFC 5424, PS3.15 §A.6): by UDP (RFC 5426), where what gets lost is lost; by TCP with counted messages (RFC 6587); or
/// by TLS (RFC 5425), which wants a certificate that is for the host. A connection is made when there is something to send, and once more when the repository
/// has closed it.
/// </summary>
/// <param name="address"><c>udp://HOST:PORT</c>, <c>tcp://HOST:PORT</c> or <c>tls://HOST:PORT</c>.</param>
/// <param name="host">The name of this machine.</param>
/// <param name="processId">The number of this process.</param>
/// <param name="tls">How TLS is spoken, asked at each connection; null for without a certificate of one's own, and trust in whom the operating system trusts.</param>
public sealed class SyslogAuditSink(Uri address, string host, int processId, Func<TlsSettings>? tls = null) : IAuditSink
{
    // Facility 10 (security), severity 5 (notice): PS3.15 §A.6.
    private const int Priority = (10 * 8) + 5;
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    private readonly string _host = Printable(host);
    private Socket? _datagrams;
    private TcpClient? _connection;
    private Stream? _stream;
    private Task _listening = Task.CompletedTask;

    /// <inheritdoc/>
    public string Name => address.ToString();

    /// <inheritdoc/>
    public async ValueTask WriteAsync(IReadOnlyList<AuditMessage> messages, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(messages);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_timeout);
        try
        {
            if (address.Scheme == "udp")
                await SendDatagramsAsync(messages, limit.Token).ConfigureAwait(false);
            else
                await SendStreamAsync(messages, limit.Token).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            await DisposeAsync().ConfigureAwait(false);
            if (fault is OperationCanceledException && !cancellation.IsCancellationRequested)
                throw new TimeoutException($"{address} does not take messages.", fault);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _datagrams?.Dispose();
        _datagrams = null;
        if (_stream is SslStream secured && !_listening.IsCompleted)
            await SayGoodbyeAsync(secured).ConfigureAwait(false);
        _connection?.Dispose();
        await _listening.ConfigureAwait(false);
        if (_stream is not null)
            await _stream.DisposeAsync().ConfigureAwait(false);
        (_stream, _connection, _listening) = (null, null, Task.CompletedTask);
    }

    private async ValueTask SendDatagramsAsync(IReadOnlyList<AuditMessage> messages, CancellationToken cancellation)
    {
        if (_datagrams is null)
        {
            _datagrams = new Socket(SocketType.Dgram, ProtocolType.Udp);
            await _datagrams.ConnectAsync(address.Host, address.Port, cancellation).ConfigureAwait(false);
        }

        foreach (var message in messages)
            await _datagrams.SendAsync(Frame(message), cancellation).ConfigureAwait(false);
    }

    private async ValueTask SendStreamAsync(IReadOnlyList<AuditMessage> messages, CancellationToken cancellation)
    {
        // What is written to a connection that the repository has closed would be lost without a word.
        if (_stream is not null && _listening.IsCompleted)
            await DisposeAsync().ConfigureAwait(false);
        var stream = _stream;
        if (stream is null)
        {
            _connection = new TcpClient();
            _stream = stream = await ConnectAsync(_connection, cancellation).ConfigureAwait(false);
            _listening = ListenAsync(_connection, stream);
        }

        using var batch = new MemoryStream();
        foreach (var message in messages)
        {
            var frame = Frame(message);
            batch.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{frame.Length} ")));
            batch.Write(frame);
        }

        await stream.WriteAsync(batch.GetBuffer().AsMemory(0, (int)batch.Length), cancellation).ConfigureAwait(false);
        await stream.FlushAsync(cancellation).ConfigureAwait(false);
    }

    private async ValueTask<Stream> ConnectAsync(TcpClient connection, CancellationToken cancellation)
    {
        await connection.ConnectAsync(address.Host, address.Port, cancellation).ConfigureAwait(false);
        if (address.Scheme != "tls")
            return connection.GetStream();
        var settings = (tls?.Invoke() ?? new TlsSettings()) with { ChecksHostName = true };
        string? fault = null;
        var secured = new SslStream(connection.GetStream());
        try
        {
            await secured.AuthenticateAsClientAsync(settings.CreateClientOptions(address.IdnHost, (_, found) => fault = found), cancellation).ConfigureAwait(false);
        }
        catch (AuthenticationException failure)
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            throw fault is null ? failure : new AuthenticationException($"{char.ToUpperInvariant(fault[0])}{fault.AsSpan(1)}.", failure);
        }

        return secured;
    }

    // Syslog has no answers: what comes belongs to TLS, and the end of it is the end of the connection, which is closed on this side too.
    private static async Task ListenAsync(TcpClient connection, Stream stream)
    {
        var ignored = new byte[256];
        try
        {
            while (await stream.ReadAsync(ignored).ConfigureAwait(false) > 0)
                continue;
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            // It broke, or was closed here: an end like any other. What cannot be written is told by who writes.
        }

        connection.Dispose();
    }

    // RFC 5425 §4.4.
    private static async ValueTask SayGoodbyeAsync(SslStream secured)
    {
        try
        {
            await secured.ShutdownAsync().WaitAsync(_timeout).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or InvalidOperationException or TimeoutException)
        {
            // Nobody is there to hear it.
        }
    }

    private byte[] Frame(AuditMessage message)
    {
        var time = message.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"<{Priority}>1 {time} {_host} Belfry {processId} IHE+RFC-3881 - \uFEFF"));
        return [.. head, .. message.Xml.Span];
    }

    private static string Printable(string text)
    {
        var printable = string.Concat(text.Where(static c => c is > ' ' and < (char)127));
        return printable.Length == 0 ? "-" : printable[..Math.Min(255, printable.Length)];
    }
}
