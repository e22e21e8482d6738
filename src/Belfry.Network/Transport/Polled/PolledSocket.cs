using System.Runtime.InteropServices;

namespace Belfry.Network;

/// <summary>A socket that a <see cref="SocketPoller"/> tells of events once it waits for the first.</summary>
internal abstract class PolledSocket(SafeHandle descriptor)
{
    /// <summary>What one that is read by its own thread is told.</summary>
    protected const PollEvents Writing = PollEvents.Writable | PollEvents.Edge;

    /// <summary>What all others are told.</summary>
    protected const PollEvents Everything = PollEvents.Readable | PollEvents.PeerEnded | Writing;

    private readonly SocketPoller _poller = SocketPoller.Next();
    private readonly Lock _watching = new();
    private volatile PollEvents _watched;
    private long _key;
    private bool _isOver;

    /// <summary>What it is told now.</summary>
    protected PollEvents Watched => _watched;

    /// <summary>Called by the poller's thread: must not block, and must not throw.</summary>
    public abstract void OnEvents(PollEvents events);

    /// <summary>Is to be told of these events from now on, and of those of them that have happened.</summary>
    /// <exception cref="ObjectDisposedException"><see cref="StopWatching"/> was called.</exception>
    protected void Watch(PollEvents events)
    {
        if (_watched == events)
            return;
        lock (_watching)
        {
            ObjectDisposedException.ThrowIf(_isOver, this);
            if (_watched == events)
                return;
            if (_watched == PollEvents.None)
                _key = _poller.Add(this, descriptor, events);
            else
                _poller.Change(_key, descriptor, events);
            _watched = events;
        }
    }

    /// <summary>Is not to be told of anything; the descriptor is closed next.</summary>
    protected void StopWatching()
    {
        lock (_watching)
        {
            _isOver = true;
            if (_watched != PollEvents.None)
                _poller.Remove(_key);
        }
    }
}
