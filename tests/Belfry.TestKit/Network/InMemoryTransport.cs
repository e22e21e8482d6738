using System.IO.Pipelines;
using System.Net;
using Belfry.Network;

namespace Belfry.TestKit;

/// <summary>A pair of connected transports in memory. Bytes sent on one are received on the other; nothing is lost or reordered.</summary>
public sealed class InMemoryTransport : ITransport
{
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private int _acknowledged;
    private volatile bool _closed;

    private InMemoryTransport(PipeReader input, PipeWriter output, EndPoint? peer)
    {
        _input = input;
        _output = output;
        RemoteEndPoint = peer;
    }

    public EndPoint? RemoteEndPoint { get; }

    /// <summary>How often the association asked to acknowledge at once.</summary>
    public int AcknowledgeCount => Volatile.Read(ref _acknowledged);

    /// <summary>True when this side has closed.</summary>
    public bool IsClosed => _closed;

    /// <param name="capacity">A sender waits when the other side has not read so many bytes.</param>
    /// <param name="peerOfFirst">The address that the first sees.</param>
    public static (InMemoryTransport First, InMemoryTransport Second) CreatePair(int capacity = 1024 * 1024, EndPoint? peerOfFirst = null)
    {
        var options = new PipeOptions(pauseWriterThreshold: capacity, resumeWriterThreshold: capacity / 2, useSynchronizationContext: false);
        var there = new Pipe(options);
        var back = new Pipe(options);
        return (new InMemoryTransport(there.Reader, back.Writer, peerOfFirst), new InMemoryTransport(back.Reader, there.Writer, null));
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        // As a socket does: what is there at once, else a wait.
        if (_input.TryRead(out var result) && (!result.Buffer.IsEmpty || result.IsCompleted))
            return new ValueTask<int>(Take(result, buffer));
        return ReceiveSlowlyAsync(buffer);
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_closed)
            throw new IOException("The transport is closed.");
        var result = await _output.WriteAsync(bytes).ConfigureAwait(false);
        if (result.IsCanceled || result.IsCompleted)
            throw new IOException("The peer is gone.");
    }

    public void AcknowledgeAtOnce() => Interlocked.Increment(ref _acknowledged);

    public void Close()
    {
        if (_closed)
            return;
        _closed = true;
        _output.CancelPendingFlush();
        _output.Complete();
        _input.CancelPendingRead();
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<int> ReceiveSlowlyAsync(Memory<byte> buffer)
    {
        while (true)
        {
            var result = await _input.ReadAsync().ConfigureAwait(false);
            if (result.IsCanceled || _closed)
                throw new IOException("The transport is closed.");
            if (!result.Buffer.IsEmpty || result.IsCompleted)
                return Take(result, buffer);
            _input.AdvanceTo(result.Buffer.Start);
        }
    }

    private int Take(ReadResult result, Memory<byte> buffer)
    {
        var count = (int)Math.Min(result.Buffer.Length, buffer.Length);
        var part = result.Buffer.Slice(0, count);
        var target = buffer.Span;
        foreach (var segment in part)
        {
            segment.Span.CopyTo(target);
            target = target[segment.Length..];
        }

        _input.AdvanceTo(part.End);
        return count;
    }
}
