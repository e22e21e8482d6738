using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;

namespace Belfry.Network;

/// <summary>
/// TLS over a transport. An acceptor's handshake is its first receive: until it is over, the connection is one that has not asked for anything, with
/// the limits and the deadline of those.
/// </summary>
internal sealed class TlsTransport : ITransport
{
    private readonly ITransport _inner;
    private readonly TransportStream _stream;
    private readonly SslStream _ssl;
    private readonly Func<TlsTransport, CancellationToken, Task> _authenticate;
    private volatile TlsSession? _session;
    private TlsPeer? _peer;
    private string? _fault;
    private bool _hasReceived;
    private int _receiving;
    private int _sending;
    private int _closed;

    private TlsTransport(ITransport inner, bool isAcceptor, Func<TlsTransport, CancellationToken, Task> authenticate)
    {
        _inner = inner;
        _stream = new TransportStream(inner, isAcceptor);
        _ssl = new SslStream(_stream);
        _authenticate = authenticate;
    }

    public EndPoint? RemoteEndPoint => _inner.RemoteEndPoint;

    public TlsSession? Tls => _session;

    /// <summary>The acceptor's side. The settings are asked for at the handshake, on a thread of the pool.</summary>
    public static TlsTransport ForAcceptor(ITransport inner, Func<TlsSettings> settings) =>
        new(inner, isAcceptor: true, (self, token) => self._ssl.AuthenticateAsServerAsync(settings().CreateServerOptions(self.Judge), token));

    /// <summary>The requestor's side, after its handshake. The transport belongs to it, and is closed when that fails.</summary>
    /// <exception cref="TlsFailedException">No handshake came about.</exception>
    public static async ValueTask<TlsTransport> ConnectAsync(ITransport inner, TlsSettings settings, string host, CancellationToken cancellation)
    {
        var transport = new TlsTransport(
            inner, isAcceptor: false, (self, token) => self._ssl.AuthenticateAsClientAsync(settings.CreateClientOptions(host, self.Judge), token));
        try
        {
            if (!await transport.OpenAsync(cancellation).ConfigureAwait(false))
                throw new TlsFailedException("the peer closed the connection without an answer, as one without TLS does");
            return transport;
        }
        catch
        {
            await transport.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        Enter(ref _receiving);
        try
        {
            if (_session is null && !await OpenAsync(CancellationToken.None).ConfigureAwait(false))
                return 0;
            _stream.BeginReceive();
            var count = await _ssl.ReadAsync(buffer).ConfigureAwait(false);
            _hasReceived = true;
            return count;
        }
        catch (IOException exception) when (!_hasReceived && _closed == 0 && exception is not TlsFailedException)
        {
            // With TLS 1.3 a peer that does not take our certificate says so only now.
            throw new TlsFailedException($"the peer ended the TLS connection: {exception.GetBaseException().Message}", exception);
        }
        finally
        {
            Volatile.Write(ref _receiving, 0);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_session is null)
            throw new IOException("There is no TLS connection yet.");
        Enter(ref _sending);
        try
        {
            await _ssl.WriteAsync(bytes).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _sending, 0);
        }
    }

    public void AcknowledgeAtOnce() => _inner.AcknowledgeAtOnce();

    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;

        // The end is told (close_notify) when nobody else uses the stream, which is so after a release. It never waits for the peer.
        if (_session is not null && TryEnter(ref _receiving) && TryEnter(ref _sending))
            _ = TellEndAsync();
        _inner.Close();
    }

    public async ValueTask DisposeAsync()
    {
        Close();
        await _ssl.DisposeAsync().ConfigureAwait(false);
        await _inner.DisposeAsync().ConfigureAwait(false);
    }

    private static bool TryEnter(ref int use) => Interlocked.CompareExchange(ref use, 1, 0) == 0;

    private static void Enter(ref int use)
    {
        if (!TryEnter(ref use))
            throw new IOException("The connection is closed.");
    }

    /// <returns>False when the peer closed the connection before it sent anything.</returns>
    private async ValueTask<bool> OpenAsync(CancellationToken cancellation)
    {
        try
        {
            // Not on the thread that polls sockets: files are looked at, and keys are used.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await _authenticate(this, cancellation).ConfigureAwait(false);
            _session = TlsSession.Of(_ssl, _peer);
            _stream.IsHandshake = false;
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if (Volatile.Read(ref _closed) == 0 && !_stream.HasReceived && _stream.Fault is null && exception is IOException)
                return false;
            throw new TlsFailedException(_stream.Fault ?? _fault ?? exception.GetBaseException().Message, exception);
        }
    }

    private void Judge(TlsPeer? peer, string? fault) => (_peer, _fault) = (peer, fault);

    private async Task TellEndAsync()
    {
        try
        {
            await _ssl.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (TransportFault.Is(exception) || exception is InvalidOperationException)
        {
            // The peer was faster.
            return;
        }
    }
}
