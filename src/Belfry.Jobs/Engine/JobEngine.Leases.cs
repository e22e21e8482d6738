namespace Belfry.Jobs;

/// <content>Leases: renewed while jobs run, and given up by itself when they cannot be.</content>
public sealed partial class JobEngine
{
    private long _lastRenewal;
    private int _isRenewing;

    /// <summary>Waits for a renewal that is under way, for tests.</summary>
    internal Task RenewedAsync() => _renewing;

    private void Renew()
    {
        if (Interlocked.Exchange(ref _isRenewing, 1) == 0)
            _renewing = RenewAsync();
        else
            GiveUpLeases();
    }

    private async Task RenewAsync()
    {
        await Task.Yield();
        try
        {
            var runs = _running.All;
            var began = _clock.GetTimestamp();
            if (runs.Count == 0)
            {
                _lastRenewal = began;
                return;
            }

            var held = await _store.RenewAsync([.. runs.Select(static running => running.Run.Lease)], _options.LeaseDuration, CancellationToken.None);
            _lastRenewal = began;
            var requests = held.ToDictionary(static job => job.Lease, static job => job.Request);
            foreach (var running in runs)
            {
                if (!requests.TryGetValue(running.Run.Lease, out var request))
                    running.Run.Stop(JobStopReason.LeaseLost);
                else if (request != JobRequest.None)
                    running.Run.Stop(ReasonOf(request));
            }
        }
        catch (Exception fault) when (IsOfTheDatabase(fault))
        {
            LogDatabase("renewing leases", _options.LeaseDuration / 3, fault);
            GiveUpLeases();
        }
        finally
        {
            Volatile.Write(ref _isRenewing, 0);
        }
    }

    // Before the leases end, so that no other server has begun by then.
    private void GiveUpLeases()
    {
        if (_clock.GetElapsedTime(_lastRenewal) < _options.LeaseDuration * 0.6)
            return;
        foreach (var running in _running.All)
            running.Run.Stop(JobStopReason.LeaseLost);
    }
}
