namespace Belfry.Jobs;

/// <summary>What may happen to a job, and what it is then: the same for every store. Pure functions.</summary>
public static class JobTransitions
{
    /// <summary>A new job.</summary>
    public static StoredJob Create(NewJob job, Guid id, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new StoredJob(new Job
        {
            Id = id,
            Kind = job.Kind,
            Key = job.Key,
            Lane = job.Lane,
            Priority = job.Priority,
            Content = job.Content,
            UserData = job.UserData,
            Created = now,
            Timestamp = now,
            Due = job.Delay > TimeSpan.Zero ? now + job.Delay : null,
            Expires = job.TimeToLive is { } time ? now + time : null,
        });
    }

    /// <summary>An owner gets it.</summary>
    public static StoredJob Claim(StoredJob stored, JobOwner owner, TimeSpan leaseDuration, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return stored with
        {
            Owner = owner,
            Run = stored.Run + 1,
            LeaseEnd = now + leaseDuration,
            Job = stored.Job with { State = JobState.Running, Due = null, Timestamp = now },
        };
    }

    /// <summary>A step is saved.</summary>
    public static StoredJob Checkpoint(StoredJob stored, JobProgress progress, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return stored with { Losses = 0, Job = With(stored.Job, progress) with { Timestamp = now } };
    }

    /// <summary>Its run has ended.</summary>
    public static StoredJob End(StoredJob stored, JobRunEnd end, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(end);
        var job = With(stored.Job, end.Progress) with { Error = end.Error };
        var next = end.State switch
        {
            JobState.Success => Over(job with { Progress = 1 }, JobState.Success, null, now),
            JobState.Failure => Over(job, JobState.Failure, end.Error, now),
            JobState.Retry when job.Expires <= now + end.Delay => Over(job, JobState.Failure, end.Error ?? JobError.Expired, now),
            JobState.Retry => job with { State = JobState.Retry, Due = now + end.Delay, FailedAttempts = job.FailedAttempts + 1 },
            _ => job with { State = JobState.Pending, Error = stored.Job.Error },
        };
        return Free(stored with { Losses = 0 }, Obey(next, now), now);
    }

    /// <summary>Its owner is gone, or did not renew the lease.</summary>
    public static StoredJob Lose(StoredJob stored, int maxLosses, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var losses = stored.Losses + 1;
        var next = Obey(stored.Job with { State = JobState.Pending }, now);
        if (losses >= maxLosses && next.State == JobState.Pending)
            next = Over(next, JobState.Failure, JobError.Lost, now);
        return Free(stored with { Losses = losses }, next, now);
    }

    /// <summary>The time that it waited for has come.</summary>
    public static StoredJob Wake(StoredJob stored, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return stored with { Job = stored.Job with { State = stored.Job.State == JobState.Retry ? JobState.Pending : stored.Job.State, Due = null, Timestamp = now } };
    }

    /// <summary>It waited until its time ran out.</summary>
    public static StoredJob Expire(StoredJob stored, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return stored with { Job = Over(stored.Job, JobState.Failure, stored.Job.Error ?? JobError.Expired, now) };
    }

    /// <summary>The clock was set: what it waits for is as far away as before, and it was not over in the future.</summary>
    /// <param name="stored">The job.</param>
    /// <param name="jump">By how much the clock was set; negative for back.</param>
    /// <param name="now">The time of the clock as it is now.</param>
    public static StoredJob Move(StoredJob stored, TimeSpan jump, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var job = stored.Job;
        if (job.IsOver)
            return job.Completed > now ? stored with { Job = job with { Completed = now } } : stored;
        return stored with
        {
            LeaseEnd = Moved(stored.LeaseEnd, jump),
            Job = job with
            {
                Created = Moved(job.Created, jump) ?? now,
                Timestamp = Moved(job.Timestamp, jump) ?? now,
                Due = Moved(job.Due, jump),
                Expires = Moved(job.Expires, jump),
            },
        };
    }

    /// <summary>Somebody asks something of it.</summary>
    /// <returns>What it is now; <see langword="null"/> when that is not possible. For <see cref="JobCommand.Delete"/> what it was.</returns>
    public static StoredJob? Command(StoredJob stored, JobCommand command, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var job = stored.Job;
        Job? next = (command, job.State) switch
        {
            (JobCommand.Delete, JobState.Success or JobState.Failure) => job,
            (JobCommand.Pause, JobState.Pending) => job with { State = JobState.Paused },
            (JobCommand.Pause, JobState.Retry) => job with { State = JobState.Paused, Due = null },
            (JobCommand.Pause, JobState.Paused) => job,
            (JobCommand.Pause, JobState.Running) => job with { Request = Graver(job.Request, JobRequest.Pause) },
            (JobCommand.Resume, JobState.Paused) => job with { State = JobState.Pending },
            (JobCommand.Resume, JobState.Running) when job.Request == JobRequest.Pause => job with { Request = JobRequest.None },
            (JobCommand.Cancel, JobState.Pending or JobState.Retry or JobState.Paused) => Over(job, JobState.Failure, JobError.Cancelled, now),
            (JobCommand.Cancel, JobState.Running) => job with { Request = JobRequest.Cancel },
            (JobCommand.Resubmit, JobState.Failure) => Anew(job, now),
            (JobCommand.Hasten, JobState.Pending or JobState.Retry) => job with { State = JobState.Pending, Due = null },
            _ => null,
        };
        return next is null ? null : stored with { Losses = command == JobCommand.Resubmit ? 0 : stored.Losses, Job = next with { Timestamp = now } };
    }

    // A lease that was ended by hand ended at the beginning of time.
    private static DateTimeOffset? Moved(DateTimeOffset? time, TimeSpan jump) => time is { } known
        ? new DateTimeOffset(Math.Clamp(known.UtcTicks + jump.Ticks, 0, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero)
        : null;

    private static JobRequest Graver(JobRequest one, JobRequest other) => one > other ? one : other;

    private static Job With(Job job, JobProgress progress) =>
        job with { Progress = progress.Progress, Content = progress.Content, Runtime = progress.Runtime };

    // What was asked of a running job happens when the run leaves it unfinished.
    private static Job Obey(Job job, DateTimeOffset now) => job switch
    {
        { IsOver: true } or { Request: JobRequest.None } => job with { Request = JobRequest.None },
        { Request: JobRequest.Cancel } => Over(job, JobState.Failure, JobError.Cancelled, now),
        _ => job with { State = JobState.Paused, Due = null, Request = JobRequest.None },
    };

    private static Job Over(Job job, JobState state, JobError? error, DateTimeOffset now) =>
        job with { State = state, Error = error, Completed = now, Due = null, Request = JobRequest.None, Timestamp = now };

    private static Job Anew(Job job, DateTimeOffset now) => job with
    {
        State = JobState.Pending,
        Error = null,
        Completed = null,
        Progress = 0,
        FailedAttempts = 0,
        Expires = job.Expires is { } expires ? now + (expires - job.Created) : null,
    };

    private static StoredJob Free(StoredJob stored, Job job, DateTimeOffset now) =>
        stored with { Owner = null, LeaseEnd = null, Job = job with { Timestamp = now } };
}
