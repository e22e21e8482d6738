using System.Net;
using System.Net.Sockets;

namespace Belfry.Network;

/// <summary>A TCP connection.</summary>
internal sealed class SocketTransport : IWaitingTransport
{
    // Linux: TCP_QUICKACK at level IPPROTO_TCP. It does not last, so it is set again each time.
    private const int TcpLevel = 6;
    private const int QuickAck = 12;

    private static ReadOnlySpan<byte> On => [1, 0, 0, 0];

    private readonly Socket _socket;
    private int _closed;

    public SocketTransport(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
        PollingThread.Prefer(_socket);
        RemoteEndPoint = WithoutMapping(socket.RemoteEndPoint);
    }

    public EndPoint? RemoteEndPoint { get; }

    public bool CanWait => SocketCalls.Exist;

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _socket.ReceiveAsync(buffer, SocketFlags.None);

    public bool TryReceive(Span<byte> buffer, int patience, out int count)
    {
        count = -1;
        if (SocketCalls.Wait(_socket.SafeHandle, patience))
            count = SocketCalls.Receive(_socket.SafeHandle, buffer);
        return count >= 0;
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (SocketCalls.Exist)
        {
            var sent = SocketCalls.Send(_socket.SafeHandle, bytes.Span);
            if (sent == bytes.Length)
                return ValueTask.CompletedTask;
            bytes = bytes[sent..];
        }

        var send = _socket.SendAsync(bytes, SocketFlags.None);
        if (!send.IsCompletedSuccessfully)
            return SendRestAsync(send, bytes);
        var count = send.GetAwaiter().GetResult();
        return count == bytes.Length ? ValueTask.CompletedTask : SendRestAsync(new ValueTask<int>(count), bytes);
    }

    public void AcknowledgeAtOnce()
    {
        if (!OperatingSystem.IsLinux() || _closed != 0)
            return;
        try
        {
            _socket.SetRawSocketOption(TcpLevel, QuickAck, On);
        }
        catch (Exception exception) when (TransportFault.Is(exception))
        {
            // The connection is gone; the receive that follows says so.
            return;
        }
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

    /// <summary>An IPv4 peer of a socket for both families is an IPv4 address to everybody else.</summary>
    private static EndPoint? WithoutMapping(EndPoint? peer) =>
        peer is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port) : peer;

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
