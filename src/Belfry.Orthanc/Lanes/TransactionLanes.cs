namespace Belfry.Orthanc.Lanes;

/// <summary>
/// Lanes for transactions that are begun, stay open, perhaps for hours, and end, where each has the same thread from its first call to its last.
/// A transaction never waits for a lane: what is limited is how many calls run at once. Thread-safe.
/// </summary>
internal sealed class TransactionLanes
{
    private readonly Lock _lock = new();
    private readonly Stack<NativeLane> _idle = new();
    private readonly HashSet<OpenLane> _open = [];
    private readonly string _name;
    private readonly int _kept;
    private bool _ended;

    /// <param name="name">The name of the threads.</param>
    /// <param name="concurrency">How many calls for open transactions run at once.</param>
    public TransactionLanes(string name, int concurrency)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(concurrency, 1);
        _name = name;
        _kept = concurrency;
        Calls = new SemaphoreSlim(concurrency, concurrency);
    }

    /// <summary>The places of calls that begin a transaction: one.</summary>
    public SemaphoreSlim Begins { get; } = new(1, 1);

    /// <summary>The places of calls for transactions that have begun.</summary>
    public SemaphoreSlim Calls { get; }

    /// <summary>A lane for a transaction, made when no other is idle.</summary>
    /// <param name="last">What runs on it when it is closed. Must not throw.</param>
    /// <exception cref="ObjectDisposedException">The lanes have ended.</exception>
    public OpenLane Open(Action last)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            var open = new OpenLane(this, _idle.TryPop(out var lane) ? lane : new NativeLane(_name), last);
            _open.Add(open);
            return open;
        }
    }

    /// <summary>Closes what is still open, waits for its last work and ends the threads.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        OpenLane[] open;
        lock (_lock)
        {
            _ended = true;
            open = [.. _open];
        }

        await Task.WhenAll(open.Select(o => o.CloseAsync())).WaitAsync(cancellation);
        foreach (var lane in TakeIdle())
            await lane.EndAsync(cancellation);
    }

    /// <summary>Takes a lane back whose last work is done.</summary>
    internal void Return(OpenLane open, NativeLane lane)
    {
        lock (_lock)
        {
            _open.Remove(open);
            if (_idle.Count < _kept)
            {
                _idle.Push(lane);
                return;
            }
        }

        // It has nothing to do: it ends at once.
        _ = lane.EndAsync(CancellationToken.None);
    }

    private NativeLane[] TakeIdle()
    {
        lock (_lock)
        {
            var idle = _idle.ToArray();
            _idle.Clear();
            return idle;
        }
    }
}
