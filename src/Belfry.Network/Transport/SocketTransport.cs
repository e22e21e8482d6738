using System.Net;
using System.Net.Sockets;

namespace Belfry.Network;

/// <summary>A TCP connection by the runtime's sockets, which are everywhere.</summary>
internal sealed class SocketTransport : ITransport
{
    private readonly Socket _socket;
    private int _closed;

    /// <param name="socket">Is connected, and belongs to this from now on.</param>
    /// <exception cref="SocketException">The peer is gone already.</exception>
    public SocketTransport(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
        RemoteEndPoint = PeerAddress.Of(socket.RemoteEndPoint);
    }

    public EndPoint? RemoteEndPoint { get; }

    /// <summary>As <see cref="TcpSockets.ConnectAsync"/>.</summary>
    public static async ValueTask<ITransport> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // An address needs no resolver, which would be asked on another thread.
            await (IPAddress.TryParse(host, out var address) ? socket.ConnectAsync(address, port, cancellation) : socket.ConnectAsync(host, port, cancellation))
                .ConfigureAwait(false);
            return new SocketTransport(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _socket.ReceiveAsync(buffer, SocketFlags.None);

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var send = _socket.SendAsync(bytes, SocketFlags.None);
        if (!send.IsCompletedSuccessfully)
            return SendRestAsync(send, bytes);
        var count = send.GetAwaiter().GetResult();
        return count == bytes.Length ? ValueTask.CompletedTask : SendRestAsync(new ValueTask<int>(count), bytes);
    }

    public void AcknowledgeAtOnce()
    {
        // The system does when it likes.
    }

    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (TransportFault.Is(exception))
        {
            // The peer was faster.
        }

        _socket.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private async ValueTask SendRestAsync(ValueTask<int> send, ReadOnlyMemory<byte> bytes)
    {
        while (true)
        {
            bytes = bytes[await send.ConfigureAwait(false)..];
            if (bytes.IsEmpty)
                return;
            send = _socket.SendAsync(bytes, SocketFlags.None);
        }
    }
}
