namespace Belfry.Jobs;

/// <content>Start, stop, and the loop that looks for jobs to run.</content>
public sealed partial class JobEngine
{
    private readonly SemaphoreSlim _signal = new(0);
    private readonly CancellationTokenSource _abandoned = new();
    private ITimer? _due;
    private ITimer? _renewal;
    private Task _loop = Task.CompletedTask;
    private Task _renewing = Task.CompletedTask;
    private volatile bool _isStarted;
    private volatile bool _isStopping;
    private volatile bool _isDue;

    // Jobs may wait for room: false means that a free slot needs no look into the database.
    private volatile bool _mayWait = true;

    private bool IsServing => _isStarted && !_isStopping;

    /// <summary>Takes the jobs up that a former start of this server left, and begins to run jobs.</summary>
    /// <exception cref="IOException">The database cannot be used.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        if (_isStarted)
            throw new InvalidOperationException("The engine was started before.");
        await _store.ReleaseFormerAsync(_owner, cancellation);
        _due = _clock.CreateTimer(_ => OnDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var often = _options.LeaseDuration / 3;
        _lastRenewal = _clock.GetTimestamp();
        _renewal = _clock.CreateTimer(_ => Renew(), null, often, often);
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

    // There may be a job to run.
    private void Look()
    {
        _mayWait = true;
        _signal.Release();
    }

    private void GiveSlot(JobKind kind)
    {
        _slots.Give(kind);
        if (_mayWait)
            _signal.Release();
    }

    private async Task LoopAsync()
    {
        await Task.Yield();
        while (!_isStopping)
        {
            var next = await LookOnceAsync();
            if (next is { } wait)
                _due?.Change(wait, Timeout.InfiniteTimeSpan);
            await _signal.WaitAsync();
            while (_signal.Wait(0))
                continue;
        }
    }

    // Null leaves the timer as it is.
    private async ValueTask<TimeSpan?> LookOnceAsync()
    {
        var isDue = _isDue;
        _isDue = false;
        if (!isDue && !_mayWait)
            return null;
        _mayWait = false;
        var (rooms, counted) = _slots.TakeAll();
        if (rooms.Count == 0 && !isDue)
        {
            _mayWait = true;
            return null;
        }

        JobClaims? claims = null;
        try
        {
            claims = await _store.ClaimAsync(ClaimOf(rooms, counted), CancellationToken.None);
            await LookAfterWaitersAsync();
        }
        catch (Exception fault) when (IsOfTheDatabase(fault))
        {
            LogDatabase("looking for jobs", _options.FaultDelay, fault);
        }

        _mayWait |= _slots.GiveBack(rooms, counted, [.. (claims?.Jobs ?? []).Select(claimed => _kinds[claimed.Job.Kind])]);
        if (claims is null)
        {
            _mayWait = true;
            return _options.FaultDelay;
        }

        foreach (var ended in claims.Ended)
            TellOfChange(ended);
        foreach (var claimed in claims.Jobs)
        {
            _watchers.Tell(claimed.Job);
            Begin(claimed, _kinds[claimed.Job.Kind]);
        }

        return Soonest(claims.Next, _options.PollInterval) ?? Timeout.InfiniteTimeSpan;
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
        foreach (var id in _watchers.Awaited)
        {
            if (await _store.FindAsync(id, CancellationToken.None) is not { IsOver: false } job)
                _watchers.Complete(id, await _store.FindAsync(id, CancellationToken.None));
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
