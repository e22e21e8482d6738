namespace Belfry.Archive;

/// <summary>
/// Says whether lookups are quick enough for a thread that others wait for. After one that took long, since the disk had to be asked or the
/// machine is busy, there is none for a second: whoever waits is held up by one lookup a second at most. Thread-safe.
/// </summary>
internal sealed class LookupPace(TimeProvider clock)
{
    private static readonly TimeSpan _long = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(1);

    // When the last lookup that took long ended; zero for none.
    private long _ended;

    /// <summary>False for a while after a lookup that took long.</summary>
    public bool IsQuick
    {
        get
        {
            var ended = Volatile.Read(ref _ended);
            return ended == 0 || clock.GetElapsedTime(ended) >= _rest;
        }
    }

    /// <summary>A lookup begins.</summary>
    /// <returns>A mark for <see cref="End"/>.</returns>
    public long Begin() => clock.GetTimestamp();

    /// <summary>The lookup has ended.</summary>
    public void End(long began)
    {
        var now = clock.GetTimestamp();
        if (clock.GetElapsedTime(began, now) > _long)
            Volatile.Write(ref _ended, now);
    }
}
