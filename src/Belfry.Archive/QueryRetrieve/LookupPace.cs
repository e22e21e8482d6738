namespace Belfry.Archive;

/// <summary>
/// Says whether lookups are quick enough for a thread that others wait for. After two in a row that took long, since the disk had to be asked, there
/// is none for a second; a single one may as well have lost its processor to another program. Thread-safe.
/// </summary>
internal sealed class LookupPace(TimeProvider clock)
{
    private static readonly TimeSpan _long = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(1);

    private volatile bool _wasLong;

    // When the second in a row ended; zero for never.
    private long _ended;

    /// <summary>False for a while after lookups that took long.</summary>
    public bool IsQuick => Volatile.Read(ref _ended) is var ended && (ended == 0 || clock.GetElapsedTime(ended) >= _rest);

    /// <summary>A lookup begins.</summary>
    /// <returns>A mark for <see cref="End"/>.</returns>
    public long Begin() => clock.GetTimestamp();

    /// <summary>The lookup has ended.</summary>
    public void End(long began)
    {
        var now = clock.GetTimestamp();
        var isLong = clock.GetElapsedTime(began, now) > _long;
        if (isLong && _wasLong)
            Volatile.Write(ref _ended, now);
        _wasLong = isLong;
    }
}
