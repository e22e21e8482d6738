namespace Belfry.Network;

/// <summary>
/// All deadlines of an association on one timer. Events only note the time; the timer looks when it fires how much is left and sets
/// itself again, so that a busy association touches no timer at all.
/// </summary>
internal sealed class AssociationTimer : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly AssociationLimits _limits;
    private readonly AssociationLoop _owner;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private long _heard;
    private long _artimDue;
    private long _userDue;
    private long _nextTick;
    private bool _disposed;

    public AssociationTimer(AssociationLoop owner, AssociationLimits limits, TimeProvider clock)
    {
        _owner = owner;
        _limits = limits;
        _clock = clock;
        _heard = clock.GetTimestamp();
        _timer = clock.CreateTimer(static state => ((AssociationTimer)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_lock)
            Schedule(Baseline());
    }

    /// <summary>The peer was heard, or an operation ended: the idle time begins anew.</summary>
    public void Restart() => Interlocked.Exchange(ref _heard, _clock.GetTimestamp());

    public void StartArtim(TimeSpan timeout) => Start(ref _artimDue, timeout);

    public void StopArtim() => Interlocked.Exchange(ref _artimDue, 0);

    public void StartUser(TimeSpan timeout) => Start(ref _userDue, timeout);

    public void StopUser() => Interlocked.Exchange(ref _userDue, 0);

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _timer.Dispose();
        }
    }

    private void Start(ref long due, TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
            return;
        lock (_lock)
        {
            due = _clock.GetTimestamp() + Ticks(timeout);
            Schedule(due);
        }
    }

    private void Tick()
    {
        var now = _clock.GetTimestamp();
        if (TakeDue(ref _artimDue, now))
            _owner.OnDeadline(AssociationDeadline.Artim);
        if (TakeDue(ref _userDue, now))
            _owner.OnDeadline(AssociationDeadline.User);
        var next = Baseline();
        var blockedSince = _owner.Output.BlockedSince;
        if (blockedSince != 0 && IsOver(blockedSince, _limits.WriteTimeout, now, ref next))
            _owner.OnDeadline(AssociationDeadline.Write);
        if (_owner.IsQuiet && IsOver(Interlocked.Read(ref _heard), _limits.IdleTimeout, now, ref next))
            _owner.OnDeadline(AssociationDeadline.Idle);
        lock (_lock)
        {
            _nextTick = 0;
            foreach (var due in (ReadOnlySpan<long>)[Interlocked.Read(ref _artimDue), Interlocked.Read(ref _userDue), next])
                Schedule(due);
        }
    }

    private static bool TakeDue(ref long due, long now)
    {
        var value = Interlocked.Read(ref due);
        return value != 0 && now >= value && Interlocked.CompareExchange(ref due, 0, value) == value;
    }

    private bool IsOver(long since, TimeSpan timeout, long now, ref long next)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
            return false;
        var due = since + Ticks(timeout);
        if (now >= due)
            return true;
        next = next == 0 ? due : Math.Min(next, due);
        return false;
    }

    /// <summary>When to look again at the latest: what begins to run until then cannot be over before.</summary>
    private long Baseline()
    {
        var shortest = TimeSpan.MaxValue;
        if (_limits.WriteTimeout != Timeout.InfiniteTimeSpan)
            shortest = _limits.WriteTimeout;
        if (_limits.IdleTimeout != Timeout.InfiniteTimeSpan && _limits.IdleTimeout < shortest)
            shortest = _limits.IdleTimeout;
        return shortest == TimeSpan.MaxValue ? 0 : _clock.GetTimestamp() + Ticks(shortest);
    }

    private void Schedule(long due)
    {
        if (_disposed || due == 0 || (_nextTick != 0 && _nextTick <= due))
            return;
        _nextTick = due;
        var wait = TimeSpan.FromSeconds((double)(due - _clock.GetTimestamp()) / _clock.TimestampFrequency);
        _timer.Change(wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _clock.TimestampFrequency);
}
