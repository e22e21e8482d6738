namespace Belfry.Orthanc.Lanes;

/// <summary>A lane that belongs to one transaction until it is closed. Thread-safe.</summary>
internal sealed class OpenLane
{
    private readonly Lock _lock = new();
    private readonly TransactionLanes _owner;
    private readonly NativeLane _lane;
    private readonly Action _last;
    private Task? _closing;

    internal OpenLane(TransactionLanes owner, NativeLane lane, Action last)
    {
        _owner = owner;
        _lane = lane;
        _last = last;
    }

    /// <summary>
    /// Waits for a place, then gives the work to the lane, where it runs to its end whatever becomes of the caller; the place is free again when it
    /// has ended.
    /// </summary>
    /// <param name="places">How many such works may run at once.</param>
    /// <param name="work">Runs after all that the lane was given before.</param>
    /// <param name="cancellation">Ends the waiting for a place.</param>
    /// <returns>The work, which runs: the caller may wait for it or leave it.</returns>
    /// <exception cref="ObjectDisposedException">The lane is closed, or closes before there is a place.</exception>
    public async Task<Task> StartAsync(SemaphoreSlim places, Action work, CancellationToken cancellation)
    {
        await places.WaitAsync(cancellation);
        try
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_closing is not null, this);
                return _lane.RunAsync(() => RunIn(places, work), CancellationToken.None);
            }
        }
        catch (ObjectDisposedException)
        {
            places.Release();
            throw;
        }
    }

    /// <summary>
    /// Runs the transaction's last work after all that the lane was given, once, and gives the lane back. Completes when that is done, for
    /// everybody who closes it.
    /// </summary>
    public Task CloseAsync()
    {
        lock (_lock)
            return _closing ??= CloseOnceAsync();
    }

    private static void RunIn(SemaphoreSlim places, Action work)
    {
        try
        {
            work();
        }
        finally
        {
            places.Release();
        }
    }

    private async Task CloseOnceAsync()
    {
        await _lane.RunAsync(_last, CancellationToken.None);
        _owner.Return(this, _lane);
    }
}
