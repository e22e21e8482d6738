namespace Belfry.Jobs;

/// <content>One run of one job.</content>
public sealed partial class JobEngine : IJobRunOwner
{
    /// <param name="claimed">The job.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="leasedAt">Before the lease was got.</param>
    /// <param name="isAtOnce">Whoever calls waits for what the worker does before its first await.</param>
    private void Begin(ClaimedJob claimed, JobKind kind, long leasedAt, bool isAtOnce = false)
    {
        var running = _running.Add(claimed, kind, this, leasedAt);
        GiveUpIfOld(running);
        LogRuns(kind.Name, claimed.Job.Id);
        if (claimed.Job.Request != JobRequest.None)
            running.Run.Stop(ReasonOf(claimed.Job.Request));
        if (_isStopping)
            running.Run.Stop(JobStopReason.ServerStops);
        running.Ended = RunAsync(running, isAtOnce);
    }

    private async Task RunAsync(RunningJob running, bool isAtOnce)
    {
        if (!isAtOnce)
            await Task.Yield();
        Job? after = null;
        try
        {
            if (running.Before is { } before)
                await before.Ended;
            running.Before = null;
            if (running.Run.StopReason == JobStopReason.LeaseLost)
                return;
            var end = await WorkAsync(running);
            await running.Run.EndAsync();
            after = await SaveEndAsync(running.Run, end);
        }
        finally
        {
            _running.Remove(running);
            GiveSlot(running.Kind, running.Run.Job.Lane);
        }

        if (after is null)
            return;
        TellOfChange(after);
        if (!after.IsOver)
            Look(after);
    }

    private async ValueTask<JobRunEnd> WorkAsync(RunningJob running)
    {
        var run = running.Run;
        JobOutcome? outcome = null;
        try
        {
            outcome = await running.Kind.Worker.RunAsync(run, run.Stopped);
        }
        catch (OperationCanceledException) when (run.StopReason != JobStopReason.None)
        {
            // It stopped, as it was told to.
        }
        catch (JobNotSavedException fault)
        {
            // It is pending once that can be saved, which may take its time.
            LogDatabase("a step of a job", _options.FaultDelay, fault);
        }
        catch (Exception fault)
        {
            LogFault(run.Job.Kind, run.Job.Id, fault);
            outcome = JobOutcome.Failed(JobError.Internal with { Details = fault.GetType().Name });
        }

        return EndOf(running, outcome);
    }

    private JobRunEnd EndOf(RunningJob running, JobOutcome? outcome)
    {
        var progress = running.Progress;
        if (outcome is null)
            return new JobRunEnd { State = JobState.Pending, Progress = progress };
        if (outcome.Error is not { } error)
            return new JobRunEnd { State = JobState.Success, Progress = progress };

        var policy = running.Kind.Retry;
        var failures = running.Run.FailedAttempts + 1;
        if (!outcome.IsRetried || failures >= policy.MaxAttempts)
            return new JobRunEnd { State = JobState.Failure, Error = error, Progress = progress };
        var delay = outcome.Delay ?? policy.DelayAfter(failures, NextRandom());
        LogRetry(running.Kind.Name, running.Run.Job.Id, error.Description, error.Details, delay);
        return new JobRunEnd { State = JobState.Retry, Error = error, Delay = delay, Progress = progress };
    }

    private double NextRandom()
    {
        lock (_random)
            return _random.NextDouble();
    }

    // What a job has come to is not given up since the disk is full for a while: until the server stops, or another has the job.
    private async ValueTask<Job?> SaveEndAsync(JobRun run, JobRunEnd end)
    {
        while (true)
        {
            try
            {
                var job = await _store.EndAsync(run.Lease, end, _options.HistorySize, CancellationToken.None);
                if (job is null)
                    LogLost(run.Job.Kind, run.Job.Id);
                return job;
            }
            catch (Exception fault) when (IsOfTheDatabase(fault))
            {
                LogDatabase("the end of a run", _options.FaultDelay, fault);
                if (!await WaitAsync(_options.FaultDelay))
                    return null;
            }
        }
    }

    async ValueTask IJobRunOwner.SaveAsync(JobRun run, ReadOnlyMemory<byte> state, CancellationToken cancellation)
    {
        var progress = _running.ProgressOf(run);
        if (progress is not null && await _store.CheckpointAsync(run.Lease, state, progress, cancellation))
            return;
        run.Stop(JobStopReason.LeaseLost);
        throw new OperationCanceledException("The job is no longer this server's.", run.Stopped);
    }
}
