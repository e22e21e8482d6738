using System.Net;
using Belfry.TestKit;

namespace Belfry.Network.Tests;

/// <summary>A peer that associates, and is gone in the very moment in which an A-ABORT is written to it: on the thread that writes.</summary>
internal sealed class HastyTransport : ITransport
{
    private readonly byte[] _associate = Wire.Request(new ScriptedPeer(InMemoryTransport.CreatePair().First).Request);

    // Not told that it should not: whoever waits goes on at once.
    private readonly TaskCompletionSource<int> _gone = new();
    private bool _associated;

    public EndPoint? RemoteEndPoint => null;

    /// <summary>Completes when the association is there.</summary>
    public TaskCompletionSource Established { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        if (_associated)
            return new ValueTask<int>(_gone.Task);
        _associated = true;
        _associate.CopyTo(buffer);
        return new ValueTask<int>(_associate.Length);
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Span[0] == 7)
            _gone.TrySetResult(0);
        else
            Established.TrySetResult();
        return ValueTask.CompletedTask;
    }

    public void AcknowledgeAtOnce()
    {
    }

    public void Close() => _gone.TrySetResult(0);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
