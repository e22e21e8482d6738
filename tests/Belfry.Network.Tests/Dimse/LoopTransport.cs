using System.Net;
using System.Threading.Tasks.Sources;
using Belfry.TestKit;

namespace Belfry.Network.Tests;

/// <summary>A transport that gives the same request again whenever the response has been written, and itself allocates nothing.</summary>
internal sealed class LoopTransport(byte[] request) : ITransport, IValueTaskSource<int>
{
    private readonly byte[] _associate = Wire.Request(new ScriptedPeer(InMemoryTransport.CreatePair().First).Request);
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<int> _receive = new() { RunContinuationsAsynchronously = true };
    private TaskCompletionSource _done = new();
    private Memory<byte> _buffer;
    private bool _waiting;
    private bool _requested;
    private volatile bool _associated;
    private int _left;

    public EndPoint? RemoteEndPoint => null;

    /// <summary>Runs so many requests and completes when the last is answered.</summary>
    public Task RunAsync(int requests)
    {
        _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _left = requests;
        Feed();
        return _done.Task;
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        lock (_lock)
        {
            _receive.Reset();
            _buffer = buffer;
            _waiting = true;
            if (!_requested)
            {
                _requested = true;
                Deliver(_associate);
            }

            return new ValueTask<int>(this, _receive.Version);
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!_associated)
            _associated = true;
        else if (--_left == 0)
            _done.TrySetResult();
        else
            Feed();
        return ValueTask.CompletedTask;
    }

    public void AcknowledgeAtOnce()
    {
    }

    public void Close()
    {
        lock (_lock)
        {
            if (!_waiting)
                return;
            _waiting = false;
            _receive.SetResult(0);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    int IValueTaskSource<int>.GetResult(short token) => _receive.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _receive.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _receive.OnCompleted(continuation, state, token, flags);

    private void Feed()
    {
        while (true)
        {
            lock (_lock)
            {
                if (_waiting && _associated)
                {
                    Deliver(request);
                    return;
                }
            }

            Thread.Yield();
        }
    }

    private void Deliver(byte[] bytes)
    {
        bytes.CopyTo(_buffer);
        _waiting = false;
        _receive.SetResult(bytes.Length);
    }
}
