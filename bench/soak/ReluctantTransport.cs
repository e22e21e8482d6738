using System.Net;
using System.Net.Sockets;
using Belfry.Network;

namespace Belfry.Soak;

/// <summary>A connection of a peer that reads slowly, or no more at some time, or breaks off in the middle of what it sends.</summary>
/// <param name="socket">Connected.</param>
/// <param name="random">Of this connection alone.</param>
internal sealed class ReluctantTransport(Socket socket, Random random) : ITransport
{
    private const int MostAtOnce = 4096;

    private readonly CancellationTokenSource _closed = new();
    private long _received;
    private long _sent;

    /// <summary>The longest pause before each piece.</summary>
    public TimeSpan LongestPause { get; init; }

    /// <summary>Reads no more after so many bytes.</summary>
    public long ReadsUpTo { get; init; } = long.MaxValue;

    /// <summary>Breaks off after so many bytes.</summary>
    public long SendsUpTo { get; init; } = long.MaxValue;

    public EndPoint? RemoteEndPoint => socket.RemoteEndPoint;

    /// <summary>Connects to a port of this machine, with little room for what is not read.</summary>
    public static async Task<Socket> ConnectAsync(int port, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = MostAtOnce };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, stop);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        try
        {
            if (_received >= ReadsUpTo)
                await Task.Delay(Timeout.InfiniteTimeSpan, _closed.Token);
            if (LongestPause > TimeSpan.Zero)
                await Task.Delay(LongestPause * random.NextDouble(), _closed.Token);
        }
        catch (OperationCanceledException fault)
        {
            throw new IOException("The connection was closed.", fault);
        }

        var count = await socket.ReceiveAsync(buffer[..Math.Min(buffer.Length, MostAtOnce)], SocketFlags.None);
        _received += count;
        return count;
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var rest = SendsUpTo - _sent;
        _sent += bytes.Length;
        if (rest < bytes.Length)
        {
            await socket.SendAsync(bytes[..(int)Math.Max(rest, 0)], SocketFlags.None);
            Close();
            throw new IOException("The connection was broken off.");
        }

        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None)..];
    }

    public void AcknowledgeAtOnce()
    {
        // One that is slow does not hurry.
    }

    public void Close()
    {
        _closed.Cancel();
        socket.Close();
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }
}
