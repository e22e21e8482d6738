namespace Belfry.Jobs;

/// <summary>A run of this server.</summary>
internal sealed class RunningJob(JobRun run, JobKind kind, RunningJob? before, TimeProvider clock)
{
    private readonly long _since = clock.GetTimestamp();

    private long _leasedAt;

    public JobRun Run => run;

    public JobKind Kind => kind;

    /// <summary>A run of the same job whose lease was lost and that has not ended yet.</summary>
    public RunningJob? Before { get; set; } = before;

    /// <summary>A moment before the lease was got or renewed last, on the clock.</summary>
    public long LeasedAt
    {
        get => Interlocked.Read(ref _leasedAt);
        set => Interlocked.Exchange(ref _leasedAt, value);
    }

    /// <summary>Ends when the run has ended and all is saved.</summary>
    public Task Ended { get; set; } = Task.CompletedTask;

    /// <summary>How far it is.</summary>
    public JobProgress Progress => new(run.Progress, run.Content, run.Job.Runtime + clock.GetElapsedTime(_since));
}
