namespace Belfry.Archive;

/// <summary>
/// Names files by the time, and knows which of them are open. Times never go back, whatever the clock does: all files older than
/// <see cref="GetSettledTime"/> are settled. Thread-safe.
/// </summary>
internal sealed class FileClock(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Guid> _open = [];
    private long _last;

    /// <summary>Times up to this, in milliseconds since 1970, are over.</summary>
    public void StartAfter(long milliseconds)
    {
        lock (_lock)
            _last = Math.Max(_last, milliseconds);
    }

    public Guid Begin()
    {
        lock (_lock)
        {
            var id = Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(Advance()));
            _open.Add(id);
            return id;
        }
    }

    public void Settle(Guid id)
    {
        lock (_lock)
            _open.Remove(id);
    }

    public bool IsOpen(Guid id)
    {
        lock (_lock)
            return _open.Contains(id);
    }

    /// <summary>Milliseconds since 1970: files made from now on are not older.</summary>
    public long GetTime()
    {
        lock (_lock)
            return Advance();
    }

    /// <summary>Milliseconds since 1970: files made before are settled.</summary>
    public long GetSettledTime()
    {
        lock (_lock)
        {
            var time = Advance();
            foreach (var id in _open)
                time = Math.Min(time, TimeOf(id));
            return time;
        }
    }

    /// <summary>When a file was named, in milliseconds since 1970 (RFC 9562 §5.7: the first 48 bits).</summary>
    public static long TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return (long)(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
    }

    private long Advance() => _last = Math.Max(_last, clock.GetUtcNow().ToUnixTimeMilliseconds());
}
