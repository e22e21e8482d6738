using System.IO.Pipelines;
using System.Net;

namespace Belfry.Network;

/// <summary>
/// One side of a connection in memory, for tests: what is sent on one side is received on the other, whole and in order. Sending and receiving may
/// go on at the same time, each by one caller.
/// </summary>
public sealed class InMemoryTransport : ITransport
{
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private int _acknowledged;
    private volatile bool _isClosed;

    private InMemoryTransport(PipeReader input, PipeWriter output, EndPoint? remoteEndPoint)
    {
        _input = input;
        _output = output;
        RemoteEndPoint = remoteEndPoint;
    }

    /// <inheritdoc/>
    public EndPoint? RemoteEndPoint { get; }

    /// <summary>How often the association asked to acknowledge at once.</summary>
    public int AcknowledgeCount => Volatile.Read(ref _acknowledged);

    /// <summary>Makes the two sides of a connection.</summary>
    /// <param name="capacity">A sender waits when the other side has not read so many bytes. 1 MiB.</param>
    /// <param name="peerOfFirst">The address that the first sees; null for none.</param>
    public static (InMemoryTransport First, InMemoryTransport Second) CreatePair(int capacity = 1024 * 1024, EndPoint? peerOfFirst = null)
    {
        var options = new PipeOptions(pauseWriterThreshold: capacity, resumeWriterThreshold: capacity / 2, useSynchronizationContext: false);
        var there = new Pipe(options);
        var back = new Pipe(options);
        return (new InMemoryTransport(there.Reader, back.Writer, peerOfFirst), new InMemoryTransport(back.Reader, there.Writer, null));
    }

    /// <inheritdoc/>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        if (_isClosed)
            return ValueTask.FromException<int>(new IOException("The connection is closed."));

        // As a socket does: what is there at once, else a wait.
        if (_input.TryRead(out var result) && (!result.Buffer.IsEmpty || result.IsCompleted))
            return new ValueTask<int>(Take(result, buffer));
        return ReceiveSlowlyAsync(buffer);
    }

    /// <inheritdoc/>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_isClosed)
            throw new IOException("The connection is closed.");
        var result = await _output.WriteAsync(bytes).ConfigureAwait(false);
        if (result.IsCanceled || result.IsCompleted)
            throw new IOException("The peer is gone.");
    }

    /// <inheritdoc/>
    public void AcknowledgeAtOnce() => Interlocked.Increment(ref _acknowledged);

    /// <inheritdoc/>
    public void Close()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _output.CancelPendingFlush();
        _output.Complete();
        _input.CancelPendingRead();
    }

    /// <summary>As <see cref="Close"/>.</summary>
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
            if (result.IsCanceled || _isClosed)
                throw new IOException("The connection is closed.");
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
