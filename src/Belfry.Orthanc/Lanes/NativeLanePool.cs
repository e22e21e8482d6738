using System.Collections.Concurrent;

namespace Belfry.Orthanc.Lanes;

/// <summary>
/// Lanes for work that goes on at once, where each piece of work needs the same thread from its first call to its last. Lanes are made
/// when they are needed and kept. Thread-safe.
/// </summary>
internal sealed class NativeLanePool
{
    private readonly ConcurrentStack<NativeLane> _idle = new();
    private readonly SemaphoreSlim _places;
    private readonly string _name;
    private readonly int _size;

    /// <param name="name">The name of the threads.</param>
    /// <param name="size">How many there are at most.</param>
    public NativeLanePool(string name, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        _name = name;
        _size = size;
        _places = new SemaphoreSlim(size, size);
    }

    /// <summary>A lane for the caller alone, until it is given back. Waits, without a thread, while all are in use.</summary>
    public async Task<NativeLane> TakeAsync(CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation);
        return _idle.TryPop(out var lane) ? lane : new NativeLane(_name);
    }

    /// <summary>
    /// Gives a lane back at once. The last work runs on it after all that it was given before; then the lane is free, and that is what
    /// <see cref="EndAsync"/> waits for.
    /// </summary>
    /// <param name="lane">The lane.</param>
    /// <param name="last">Must not throw.</param>
    /// <returns>Completes when the last work is done.</returns>
    public Task GiveBackAsync(NativeLane lane, Action last) => ReturnAsync(lane, last);

    /// <summary>Ends the threads after what runs now. Lanes may not be taken any more.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        for (var i = 0; i < _size; i++)
            await _places.WaitAsync(cancellation);
        while (_idle.TryPop(out var lane))
            await lane.EndAsync(cancellation);
    }

    private async Task ReturnAsync(NativeLane lane, Action last)
    {
        await lane.RunAsync(last, CancellationToken.None);
        _idle.Push(lane);
        _places.Release();
    }
}
