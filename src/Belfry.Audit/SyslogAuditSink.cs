using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Belfry.Audit;

/// <summary>
/// A repository that is reached by syslog (RFC 5424, PS3.15 §A.6): by UDP (RFC 5426), where what gets lost is lost; by TCP with counted messages (RFC 6587); or
/// by TLS (RFC 5425). A connection is made when there is something to send, and once more when it broke.
/// </summary>
/// <param name="address"><c>udp://HOST:PORT</c>, <c>tcp://HOST:PORT</c> or <c>tls://HOST:PORT</c>.</param>
/// <param name="host">The name of this machine.</param>
/// <param name="processId">The number of this process.</param>
public sealed class SyslogAuditSink(Uri address, string host, int processId) : IAuditSink
{
    // Facility 10 (security), severity 5 (notice): PS3.15 §A.6.
    private const int Priority = (10 * 8) + 5;
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    private readonly string _host = Printable(host);
    private Socket? _datagrams;
    private TcpClient? _connection;
    private Stream? _stream;

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
        if (_stream is not null)
            await _stream.DisposeAsync().ConfigureAwait(false);
        _stream = null;
        _connection?.Dispose();
        _connection = null;
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
        var stream = _stream ??= await ConnectAsync(cancellation).ConfigureAwait(false);
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

    private async ValueTask<Stream> ConnectAsync(CancellationToken cancellation)
    {
        _connection = new TcpClient();
        await _connection.ConnectAsync(address.Host, address.Port, cancellation).ConfigureAwait(false);
        if (address.Scheme != "tls")
            return _connection.GetStream();
        var secured = new SslStream(_connection.GetStream());
        await secured.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = address.Host }, cancellation).ConfigureAwait(false);
        return secured;
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
