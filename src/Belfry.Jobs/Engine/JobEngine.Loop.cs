namespace Belfry.Jobs;

/// <content>Start, stop, and the loop that looks for jobs to run.</content>
public sealed partial class JobEngine
{
    // More than a timer takes would be a fault; a look that comes early costs nothing.
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _signal = new(0);
    private readonly CancellationTokenSource _abandoned = new();
    private ITimer? _due;
    private ITimer? _renewal;
    private Task _loop = Task.CompletedTask;
    private Task _renewing = Task.CompletedTask;
    private volatile bool _isStarted;
    private volatile bool _isStopping;
    private volatile bool _isDue;

    // When the timer rings, in UTC ticks.
    private long _nextLook = long.MaxValue;

    // Slots that were given since the start.
    private long _given;

    // Jobs may wait for room: false means that a free slot needs no look into the database.
    private volatile bool _mayWait = true;

    private bool IsServing => _isStarted && !_isStopping;

    /// <summary>
    /// Takes the jobs up that a former start of this server left, and begins to run jobs. Where the database cannot be written, as on a full disk, those
    /// are taken up when their leases have ended and it can be.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        if (_isStarted)
            throw new InvalidOperationException("The engine was started before.");
        try
        {
            await _store.ReleaseFormerAsync(_owner, cancellation);
        }
        catch (IOException fault)
        {
            LogDatabase("taking up jobs of the former start", _options.LeaseDuration, fault);
        }

        _due = _clock.CreateTimer(_ => OnDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var often = _options.LeaseDuration * LookedAtEach;
        _renewal = _clock.CreateTimer(_ => LookAtLeases(), null, often, often);
        _isStarted = true;
        _loop = LoopAsync();
    }

    /// <summary>
    /// Begins no more jobs, asks those that run to stop, and waits for them. They are pending then, and go on at the next start from where they
    /// saved a checkpoint last.
    /// </summary>
    /// <param name="limit">Cancelled when they have had time enough: what runs on is left to itself, and its job is taken up at the next start.</param>
    public async Task StopAsync(CancellationToken limit)
    {
        _isStopping = true;
        _signal.Release();
        await _loop;
        foreach (var running in _running.All)
            running.Run.Stop(JobStopReason.ServerStops);
        while (_running.All is { Count: > 0 } left && !limit.IsCancellationRequested)
        {
            var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using (limit.Register(() => stopped.TrySetResult()))
                await Task.WhenAny(Task.WhenAll(left.Select(static running => running.Ended)), stopped.Task);
        }

        foreach (var running in _running.All)
            LogHangs(running.Kind.Name, running.Run.Job.Id);
        await _abandoned.CancelAsync();
    }

    /// <summary>Stops without patience, if <see cref="StopAsync"/> was not called; who waits gets <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isStopping)
            await StopAsync(new CancellationToken(canceled: true));
        if (_due is not null)
            await _due.DisposeAsync();
        if (_renewal is not null)
            await _renewal.DisposeAsync();
        await _renewing;
        _watchers.Close();
    }

    private static bool IsOfTheDatabase(Exception fault) => fault is IOException or InvalidDataException or InvalidOperationException;

    private void OnDue()
    {
        _isDue = true;
        _signal.Release();
    }

    // There may be a job to run, now or at a time sooner than the timer knows of.
    private void Look(Job job)
    {
        _mayWait = true;
        if (Math.Min(TicksOf(job.Due), TicksOf(job.Expires)) < Interlocked.Read(ref _nextLook))
            _isDue = true;
        _signal.Release();
    }

    private void GiveSlot(JobKind kind, string? lane)
    {
        _slots.Give(kind, lane);
        Interlocked.Increment(ref _given);
        if (_mayWait)
            _signal.Release();
    }

    private async Task LoopAsync()
    {
        await Task.Yield();
        while (!_isStopping)
        {
            var began = _clock.GetTimestamp();
            var now = _clock.GetUtcNow();
            if (await LookOnceAsync() is { } wait)
            {
                var isNever = wait == Timeout.InfiniteTimeSpan;
                Interlocked.Exchange(ref _nextLook, isNever ? long.MaxValue : (now + Until(wait)).UtcTicks);
                _due?.Change(isNever ? wait : Until(wait - _clock.GetElapsedTime(began)), Timeout.InfiniteTimeSpan);
            }

            await _signal.WaitAsync();
            while (_signal.Wait(0))
                continue;
        }
    }

    private static long TicksOf(DateTimeOffset? time) => time?.UtcTicks ?? long.MaxValue;

    private static TimeSpan Until(TimeSpan left) => left < TimeSpan.Zero ? TimeSpan.Zero : left < _longestWait ? left : _longestWait;

    // Null leaves the timer as it is.
    private async ValueTask<TimeSpan?> LookOnceAsync()
    {
        var isDue = _isDue;
        _isDue = false;
        if (!isDue && !_mayWait)
            return null;
        var given = Interlocked.Read(ref _given);
        var (rooms, counted) = _slots.TakeAll();
        if (!isDue && rooms.All(static room => room.Slots == 0))
        {
            _slots.GiveBack(rooms, counted, []);
            return null;
        }

        // What comes while it looks is looked for again.
        _mayWait = false;
        Interlocked.Exchange(ref _nextLook, long.MaxValue);
        var leasedAt = _clock.GetTimestamp();
        var claims = await ClaimAsync(rooms, counted);
        _slots.GiveBack(rooms, counted, (claims?.Jobs ?? []).Select(claimed => (_kinds[claimed.Job.Kind], claimed.Job.Lane)));
        if (claims is null or { HasMore: true })
            _mayWait = true;
        if (claims is null)
            return _options.FaultDelay;
        if (claims.HasMore && given != Interlocked.Read(ref _given))
            _signal.Release();
        foreach (var ended in claims.Ended)
            TellOfChange(ended);
        foreach (var claimed in claims.Jobs)
        {
            _watchers.Tell(claimed.Job);
            Begin(claimed, _kinds[claimed.Job.Kind], leasedAt);
        }

        await LookAfterWaitersAsync();
        return Soonest(claims.Next, _options.PollInterval) ?? Timeout.InfiniteTimeSpan;
    }

    // Null when it cannot be said.
    private async ValueTask<JobClaims?> ClaimAsync(IReadOnlyList<JobRoom> rooms, int counted)
    {
        try
        {
            return await _store.ClaimAsync(ClaimOf(rooms, counted), CancellationToken.None);
        }
        catch (Exception fault)
        {
            // Whatever it is, the next look may fare better; without the loop nothing would.
            LogDatabase("looking for jobs", _options.FaultDelay, fault);
            return null;
        }
    }

    private JobClaim ClaimOf(IReadOnlyList<JobRoom> rooms, int counted) => new()
    {
        Owner = _owner,
        LeaseDuration = _options.LeaseDuration,
        Rooms = rooms,
        CountedSlots = counted,
        History = _options.HistorySize,
        MaxLosses = _options.MaxLosses,
    };

    private static TimeSpan? Soonest(TimeSpan? one, TimeSpan? other) =>
        one is { } first && other is { } second ? (first < second ? first : second) : one ?? other;

    // Jobs of other servers end without a word.
    private async ValueTask LookAfterWaitersAsync()
    {
        if (_options.PollInterval is null)
            return;
        try
        {
            foreach (var id in _watchers.Awaited)
            {
                var job = await _store.FindAsync(id, CancellationToken.None);
                if (job is null or { IsOver: true })
                    _watchers.Complete(id, job);
            }
        }
        catch (Exception fault) when (IsOfTheDatabase(fault))
        {
            LogDatabase("looking for the end of other servers' jobs", _options.PollInterval.Value, fault);
        }
    }

    // False when the server does not wait any longer.
    private async ValueTask<bool> WaitAsync(TimeSpan delay)
    {
        var over = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = _clock.CreateTimer(_ => over.TrySetResult(true), null, delay, Timeout.InfiniteTimeSpan);
        await using (_abandoned.Token.Register(() => over.TrySetResult(false)))
            return await over.Task;
    }
}
