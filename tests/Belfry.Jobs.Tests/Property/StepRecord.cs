namespace Belfry.Jobs.Tests;

/// <summary>What the runs of all servers did. Thread-safe.</summary>
internal sealed class StepRecord
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, List<(long Number, Func<bool> IsAlive)>> _runs = [];
    private readonly Dictionary<Guid, int> _saved = [];
    private readonly List<string> _faults = [];

    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_lock)
                return [.. _faults];
        }
    }

    public void Begin(JobRun run, int step, Func<bool> isAlive)
    {
        lock (_lock)
        {
            if (!_runs.TryGetValue(run.Job.Id, out var runs))
                _runs[run.Job.Id] = runs = [];
            if (!isAlive())
                return;
            if (runs.Find(other => other.IsAlive()) is { IsAlive: not null } alive)
                _faults.Add($"Run {run.Number} of {run.Job.Id} began while run {alive.Number} was not over.");
            if (step < _saved.GetValueOrDefault(run.Job.Id))
                _faults.Add($"Run {run.Number} of {run.Job.Id} began from step {step}; {_saved[run.Job.Id]} was saved.");
            runs.Add((run.Number, isAlive));
        }
    }

    public void Saved(JobRun run, int step)
    {
        lock (_lock)
            _saved[run.Job.Id] = Math.Max(step, _saved.GetValueOrDefault(run.Job.Id));
    }

    /// <summary>The job begins anew.</summary>
    public void Forget(Guid id)
    {
        lock (_lock)
            _saved.Remove(id);
    }

    /// <summary>The run has returned.</summary>
    public void End(JobRun run)
    {
        lock (_lock)
            _runs.GetValueOrDefault(run.Job.Id)?.RemoveAll(other => other.Number == run.Number);
    }
}
