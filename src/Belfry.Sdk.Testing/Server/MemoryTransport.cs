using System.IO.Pipelines;
using System.Net;
using Belfry.Network;

namespace Belfry.Sdk.Testing;

/// <summary>One side of a connection in memory. What is sent on one side is received on the other, whole and in order.</summary>
internal sealed class MemoryTransport : ITransport
{
    // As much as a socket holds before its writer waits.
    private const int Capacity = 256 * 1024;

    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private volatile bool _isClosed;

    private MemoryTransport(PipeReader input, PipeWriter output, EndPoint? remoteEndPoint)
    {
        _input = input;
        _output = output;
        RemoteEndPoint = remoteEndPoint;
    }

    public EndPoint? RemoteEndPoint { get; }

    /// <param name="peerOfFirst">The address that the first sees; null for none.</param>
    public static (MemoryTransport First, MemoryTransport Second) CreatePair(EndPoint? peerOfFirst = null)
    {
        var options = new PipeOptions(pauseWriterThreshold: Capacity, resumeWriterThreshold: Capacity / 2, useSynchronizationContext: false);
        var there = new Pipe(options);
        var back = new Pipe(options);
        return (new MemoryTransport(there.Reader, back.Writer, peerOfFirst), new MemoryTransport(back.Reader, there.Writer, null));
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        while (true)
        {
            var result = await _input.ReadAsync().ConfigureAwait(false);
            if (result.IsCanceled || _isClosed)
                throw new IOException("The connection is closed.");
            if (!result.Buffer.IsEmpty)
                return Take(result, buffer);
            _input.AdvanceTo(result.Buffer.Start);
            if (result.IsCompleted)
                return 0;
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_isClosed)
            throw new IOException("The connection is closed.");
        var result = await _output.WriteAsync(bytes).ConfigureAwait(false);
        if (result.IsCanceled || result.IsCompleted)
            throw new IOException("The peer is gone.");
    }

    public void AcknowledgeAtOnce()
    {
        // There is nothing to acknowledge in memory.
    }

    public void Close()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _output.CancelPendingFlush();
        _output.Complete();
        _input.CancelPendingRead();
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private int Take(ReadResult result, Memory<byte> buffer)
    {
        var count = (int)Math.Min(result.Buffer.Length, buffer.Length);
        var part = result.Buffer.Slice(0, count);
        var rest = buffer.Span;
        foreach (var segment in part)
        {
            segment.Span.CopyTo(rest);
            rest = rest[segment.Length..];
        }

        _input.AdvanceTo(part.End);
        return count;
    }
}
