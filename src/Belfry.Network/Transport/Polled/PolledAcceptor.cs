using System.Net;
using System.Net.Sockets;

namespace Belfry.Network;

/// <summary>Accepts connections on the thread of a <see cref="SocketPoller"/>, which then gets their first bytes.</summary>
internal sealed class PolledAcceptor : PolledSocket, IAcceptor
{
    private readonly Socket _socket;
    private readonly SocketAddress _peer;
    private volatile TaskCompletionSource? _waiting;
    private int _mayAccept = 1;

    /// <param name="socket">Listens, and belongs to this from now on.</param>
    public PolledAcceptor(Socket socket)
        : base(socket.SafeHandle)
    {
        _socket = socket;
        // Connections inherit both.
        _socket.Blocking = false;
        _socket.NoDelay = true;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        _peer = new SocketAddress(LocalEndPoint.AddressFamily);
    }

    public IPEndPoint LocalEndPoint { get; }

    public async ValueTask<ITransport> AcceptAsync(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Interlocked.Exchange(ref _mayAccept, 0) != 0 && TryAccept() is { } connection)
                return connection;
            var waiting = new TaskCompletionSource();
            _waiting = waiting;
            Watch(Everything);
            if (Volatile.Read(ref _mayAccept) != 0)
                continue;
            await using var registration = cancellation.UnsafeRegister(static (waiting, token) => ((TaskCompletionSource)waiting!).TrySetCanceled(token), waiting)
                .ConfigureAwait(false);
            await waiting.Task.ConfigureAwait(false);
        }
    }

    public override void OnEvents(PollEvents events)
    {
        Interlocked.Exchange(ref _mayAccept, 1);
        _waiting?.TrySetResult();
    }

    public void Dispose()
    {
        StopWatching();
        _socket.Dispose();
    }

    private PolledTransport? TryAccept()
    {
        // There may be more of them, also behind one that failed.
        var mayBeMore = true;
        try
        {
            var descriptor = SocketCalls.Accept(_socket.SafeHandle, _peer);
            mayBeMore = descriptor >= 0;
            return mayBeMore ? new PolledTransport(new SocketDescriptor(descriptor), PeerAddress.Of((IPEndPoint)LocalEndPoint.Create(_peer))) : null;
        }
        finally
        {
            if (mayBeMore)
                Interlocked.Exchange(ref _mayAccept, 1);
        }
    }
}
