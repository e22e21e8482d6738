namespace Belfry.Jobs;

/// <content>Leases: renewed while jobs run, and given up by itself when they cannot be.</content>
public sealed partial class JobEngine
{
    // Parts of a lease: when it is renewed, how often that is looked at, and when it is given up. Two attempts fail before that, and the last look
    // comes well before the end.
    private const double RenewedAfter = 1.0 / 3;
    private const double LookedAtEach = 1.0 / 6;
    private const double GivenUpAfter = 0.6;

    private int _isRenewing;

    /// <summary>Waits for a renewal that is under way, for tests.</summary>
    internal Task RenewedAsync() => _renewing;

    private void LookAtLeases()
    {
        var runs = _running.All;

        // Here and not after a call to the database, which may hang: before the leases end, so that no other server has begun by then.
        foreach (var running in runs)
            GiveUpIfOld(running);
        if (runs.Any(running => _clock.GetElapsedTime(running.LeasedAt) >= _options.LeaseDuration * RenewedAfter) && Interlocked.Exchange(ref _isRenewing, 1) == 0)
            _renewing = RenewAsync(runs);
    }

    private void GiveUpIfOld(RunningJob running)
    {
        if (_clock.GetElapsedTime(running.LeasedAt) >= _options.LeaseDuration * GivenUpAfter)
            running.Run.Stop(JobStopReason.LeaseLost);
    }

    private async Task RenewAsync(IReadOnlyList<RunningJob> runs)
    {
        await Task.Yield();
        try
        {
            var began = _clock.GetTimestamp();
            var held = await _store.RenewAsync([.. runs.Select(static running => running.Run.Lease)], _options.LeaseDuration, CancellationToken.None);
            var requests = held.ToDictionary(static job => job.Lease, static job => job.Request);
            foreach (var running in runs)
            {
                if (!requests.TryGetValue(running.Run.Lease, out var request))
                {
                    running.Run.Stop(JobStopReason.LeaseLost);
                    continue;
                }

                running.LeasedAt = began;
                if (request != JobRequest.None)
                    running.Run.Stop(ReasonOf(request));
            }
        }
        catch (Exception fault) when (IsOfTheDatabase(fault))
        {
            LogDatabase("renewing leases", _options.LeaseDuration * LookedAtEach, fault);
        }
        finally
        {
            Volatile.Write(ref _isRenewing, 0);
        }
    }
}
