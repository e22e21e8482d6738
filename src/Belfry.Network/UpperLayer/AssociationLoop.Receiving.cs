using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Belfry.Network;

/// <summary>
/// How the loop waits for its peer: on a thread that stays with it while the peer asks for what handlers do, where there is one
/// (<see cref="ServingThread"/>); else asynchronously, continued by the thread that polls.
/// </summary>
internal sealed partial class AssociationLoop
{
    private readonly ServingThreads? _threads;
    private readonly IWaitingTransport? _waiting;
    private Memory<byte> _room;
    private int _received;
    private Exception? _fault;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _elsewhere;
    private bool _isElsewhere;

    /// <summary>Called by the thread that stays, instead of the loop: the work that is to be performed before the next receive.</summary>
    public IReadyWork? TakeReady()
    {
        var work = _ready;
        _ready = null;
        return work;
    }

    /// <summary>Called by the thread that stays: waits for the peer. What came, or how it failed, is taken by the loop.</summary>
    /// <returns>False when the peer was silent for so many milliseconds.</returns>
    public bool TryReceive(int patience)
    {
        try
        {
            return _waiting!.TryReceive(_room.Span, patience, out _received);
        }
        catch (Exception exception) when (TransportFault.Is(exception))
        {
            _fault = exception;
            return true;
        }
    }

    /// <summary>Called when no thread stays any longer: receives asynchronously, and lets the loop go on then. Never throws.</summary>
    public void ReceiveElsewhere(Action goOn)
    {
        try
        {
            _elsewhere = _transport.ReceiveAsync(_room).ConfigureAwait(false).GetAwaiter();
            _isElsewhere = true;
        }
        catch (Exception exception) when (TransportFault.Is(exception))
        {
            // Closed meanwhile, which a socket says at once: it is for the loop to know, not for the thread that calls.
            _fault = exception;
        }

        if (!_isElsewhere || _elsewhere.IsCompleted)
            ThreadPool.UnsafeQueueUserWorkItem(static goOn => goOn(), goOn, preferLocal: false);
        else
            _elsewhere.UnsafeOnCompleted(goOn);
    }

    private int TakeReceived()
    {
        if (_isElsewhere)
        {
            _isElsewhere = false;
#pragma warning disable VSTHRD002 // It has completed: that is why the loop goes on.
            return _elsewhere.GetResult();
#pragma warning restore VSTHRD002
        }

        if (_fault is { } fault)
            ExceptionDispatchInfo.Throw(fault);
        return _received;
    }

    /// <summary>Awaited: goes on on a thread that stays with this association, if there is one to be had.</summary>
    private readonly struct ThreadAwaitable(AssociationLoop loop) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => loop._threads is null || ServingThread.Current?.Runs(loop) == true;

        public ThreadAwaitable GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation)
        {
            if (!loop._threads!.TryBegin(loop, continuation))
                continuation();
        }
    }

    /// <summary>Awaited on the thread that stays, which then performs what is ready, and waits.</summary>
    private readonly struct StayAwaitable(AssociationLoop loop, ServingThread thread) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public StayAwaitable GetAwaiter() => this;

        public int GetResult() => loop.TakeReceived();

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation) => thread.Stay(continuation);
    }
}
