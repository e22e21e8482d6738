namespace Belfry.Orthanc.Isolation.Memory;

/// <summary>
/// Waiting for the other process: first by looking again and again for as long as that has paid off lately, then by sleeping. Each side has a word that
/// the other one counts up when there is news, and one that says whether somebody sleeps.
/// </summary>
internal sealed class RingSide(SharedWord ownNews, SharedWord ownSleepers, SharedWord otherNews, SharedWord otherSleepers)
{
    // Looking costs another thread its processor; sleeping and waking cost some 10 µs. What was found within so many looks was worth it.
    private const int MinLooks = 4;
    private const int MaxLooks = 400;

    private int _looks = MinLooks;

    /// <summary>Wakes the other side if it sleeps. To be called after what it shall find was written.</summary>
    public void Notify()
    {
        Interlocked.MemoryBarrier();
        if (otherSleepers.Read() == 0)
            return;
        otherNews.Increment();
        SharedRegion.Wake(otherNews);
    }

    /// <summary>Wakes a thread of this side.</summary>
    public void NotifyOwn()
    {
        ownNews.Increment();
        SharedRegion.Wake(ownNews);
    }

    /// <summary>Waits until there is something to do, or may be.</summary>
    /// <param name="hasWork">Looks whether there is.</param>
    /// <param name="limit">The longest sleep.</param>
    public void Wait(Func<bool> hasWork, TimeSpan limit)
    {
        for (var i = 0; i < _looks; i++)
        {
            if (hasWork())
            {
                _looks = Math.Min(MaxLooks, _looks * 2);
                return;
            }

            Thread.SpinWait(16);
        }

        _looks = Math.Max(MinLooks, _looks / 2);
        ownSleepers.Increment();
        var seen = ownNews.Read();
        Interlocked.MemoryBarrier();
        if (!hasWork())
            SharedRegion.Sleep(ownNews, seen, limit);
        ownSleepers.Decrement();
    }
}
