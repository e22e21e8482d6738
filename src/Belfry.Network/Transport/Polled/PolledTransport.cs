using System.Net;
using System.Threading.Tasks.Sources;

namespace Belfry.Network;

/// <summary>
/// A TCP connection that a <see cref="SocketPoller"/> watches, or that a thread of its own waits on. A receive completes on the poller's thread, and so does
/// what goes on then.
/// </summary>
internal sealed partial class PolledTransport : PolledSocket, IWaitingTransport, IValueTaskSource<int>, IThreadPoolWorkItem
{
    // A peer that never lets up does not keep the poller's thread from others: after so many receives it is served by the pool.
    private const int MostInARow = 64;

    private readonly SocketDescriptor _descriptor;
    private ManualResetValueTaskSourceCore<int> _received;
    private Memory<byte> _buffer;
    private int _mayReceive = 1;
    private int _isWaiting;
    private int _inARow;
    private int _patience;
    private int _closed;

    /// <param name="descriptor">Is connected, and belongs to this from now on.</param>
    /// <param name="peer">Its peer.</param>
    public PolledTransport(SocketDescriptor descriptor, EndPoint? peer)
        : base(descriptor)
    {
        _descriptor = descriptor;
        RemoteEndPoint = peer;
    }

    public EndPoint? RemoteEndPoint { get; }

    /// <summary>True when small writes leave at once (TCP_NODELAY).</summary>
    internal bool GathersNothing => SocketCalls.GathersNothing(_descriptor);

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        while (true)
        {
            if (_inARow++ < MostInARow && TryReceive(buffer.Span, out var count))
                return new ValueTask<int>(count);
            _buffer = buffer;
            _received.Reset();
            Watch(Everything);
            var isForThePool = _inARow > MostInARow;
            _inARow = 0;
            if (isForThePool)
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            if (isForThePool || !MustTryAgain())
                return new ValueTask<int>(this, _received.Version);
        }
    }

    public bool TryReceive(Span<byte> buffer, int patience, out int count)
    {
        if (Watched == Everything)
            Watch(Writing);
        if (_patience != patience)
            SocketCalls.LimitWaiting(_descriptor, _patience = patience);
        count = SocketCalls.WaitAndReceive(_descriptor, buffer);
        return count >= 0;
    }

    public void AcknowledgeAtOnce()
    {
        if (Volatile.Read(ref _closed) != 0)
            return;
        try
        {
            SocketCalls.AcknowledgeAtOnce(_descriptor);
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile; the receive that follows says so.
            return;
        }
    }

    public override void OnEvents(PollEvents events)
    {
        if ((events & ~PollEvents.Readable) != 0)
            _writable?.TrySetResult();
        if ((events & ~PollEvents.Writable) == 0)
            return;
        Interlocked.Exchange(ref _mayReceive, 1);
        if (Interlocked.Exchange(ref _isWaiting, 0) != 0)
            CompleteReceive();
    }

    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
            End(isShared: true);
    }

    /// <summary>As <see cref="Close"/>, when no call is under way.</summary>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
            End(isShared: false);
        return ValueTask.CompletedTask;
    }

    int IValueTaskSource<int>.GetResult(short token) => _received.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _received.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _received.OnCompleted(continuation, state, token, flags);

    /// <summary>On a thread of the pool: the receive is tried there, or the connection was closed on this side while it waited.</summary>
    void IThreadPoolWorkItem.Execute() => CompleteReceive();

    private void End(bool isShared)
    {
        // Wakes a thread that waits in the kernel.
        if (isShared)
            SocketCalls.ShutDown(_descriptor);
        StopWatching();
        _descriptor.Dispose();
        _writable?.TrySetResult();

        // Whoever closes may hold a lock that the receiver wants.
        if (Interlocked.Exchange(ref _isWaiting, 0) != 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>For a receive that did not complete at once.</summary>
    private void CompleteReceive()
    {
        try
        {
            int count;
            while (!TryReceive(_buffer.Span, out count))
            {
                if (!MustTryAgain())
                    return;
            }

            _received.SetResult(count);
        }
        catch (Exception exception) when (TransportFault.Is(exception))
        {
            _received.SetException(exception);
        }
    }

    /// <summary>From now on the receive waits, unless something happened since it was tried, which is not told again.</summary>
    private bool MustTryAgain()
    {
        Interlocked.Exchange(ref _isWaiting, 1);
        return (Volatile.Read(ref _mayReceive) != 0 || Volatile.Read(ref _closed) != 0) && Interlocked.Exchange(ref _isWaiting, 0) != 0;
    }

    /// <returns>False when there is nothing; who closed the connection finds that out here as well.</returns>
    /// <exception cref="ObjectDisposedException">It was closed on this side.</exception>
    private bool TryReceive(Span<byte> buffer, out int count)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed) != 0, this);

        // Cleared before, not after: what comes meanwhile sets it again.
        count = -1;
        while (count < 0 && Interlocked.Exchange(ref _mayReceive, 0) != 0)
        {
            count = SocketCalls.Receive(_descriptor, buffer);

            // Where many are served, a peer has often sent again by the next receive: to try costs less than to be told.
            if (count >= 0)
                Interlocked.Exchange(ref _mayReceive, 1);
        }

        return count >= 0;
    }
}
