using System.Collections.Concurrent;

namespace Belfry.Jobs;

/// <summary>The runs of this server. Thread-safe.</summary>
internal sealed class RunningJobs(TimeProvider clock)
{
    private readonly ConcurrentDictionary<Guid, RunningJob> _jobs = [];
    private readonly ConcurrentDictionary<RunningJob, bool> _runs = [];

    /// <summary>All runs, those whose lease is lost among them.</summary>
    public IReadOnlyList<RunningJob> All => [.. _runs.Keys];

    /// <summary>The last run of a job.</summary>
    public RunningJob? Find(Guid id) => _jobs.GetValueOrDefault(id);

    /// <summary>How far a run is; null when it has ended.</summary>
    public JobProgress? ProgressOf(JobRun run) => Find(run.Job.Id) is { } running && running.Run == run ? running.Progress : null;

    public RunningJob Add(ClaimedJob claimed, JobKind kind, IJobRunOwner owner, long leasedAt)
    {
        var running = new RunningJob(new JobRun(claimed, owner), kind, Find(claimed.Job.Id), clock) { LeasedAt = leasedAt };
        _jobs[claimed.Job.Id] = running;
        _runs[running] = true;
        return running;
    }

    public void Remove(RunningJob running)
    {
        _runs.TryRemove(running, out _);
        _jobs.TryRemove(new KeyValuePair<Guid, RunningJob>(running.Run.Job.Id, running));
    }

    /// <summary>Adds to what the store knows of a job what its run has said since: the job at this moment.</summary>
    public Job Complete(Job job)
    {
        job = job with { Timestamp = clock.GetUtcNow() };
        if (job.State != JobState.Running || Find(job.Id) is not { } running)
            return job;
        var progress = running.Progress;
        return job with { Progress = progress.Progress, Content = progress.Content, Runtime = progress.Runtime };
    }
}
