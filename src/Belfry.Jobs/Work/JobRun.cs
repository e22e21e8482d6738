namespace Belfry.Jobs;

/// <summary>A job that a worker has. Belongs to one call of <see cref="IJobWorker.RunAsync"/>; thread-safe within it, and of no effect after it.</summary>
public sealed class JobRun
{
    private readonly IJobRunOwner _owner;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private JobStopReason _stopReason;
    private double _progress;
    private string _content;
    private Task _stopping = Task.CompletedTask;
    private bool _hasEnded;

    internal JobRun(ClaimedJob claimed, IJobRunOwner owner)
    {
        _owner = owner;
        Job = claimed.Job;
        Lease = claimed.Lease;
        Arguments = claimed.Arguments;
        IsLastChance = claimed.IsLastChance;
        Checkpoint = claimed.Checkpoint;
        _progress = claimed.Job.Progress;
        _content = claimed.Job.Content;
        Stopped = _stop.Token;
    }

    /// <summary>The job as it was when this run began.</summary>
    public Job Job { get; }

    /// <summary>What was submitted for the worker.</summary>
    public ReadOnlyMemory<byte> Arguments { get; }

    /// <summary>The state that the last checkpoint saved; empty when there was none.</summary>
    public ReadOnlyMemory<byte> Checkpoint { get; private set; }

    /// <summary>How many attempts failed before this one.</summary>
    public int FailedAttempts => Job.FailedAttempts;

    /// <summary>Which run of the job this is, from 1: every attempt, resumption, restart and resubmission begins another.</summary>
    public long Number => Lease.Run;

    /// <summary>
    /// True when the server has ended during so many runs of the job, without a checkpoint between, that it fails should that happen in this one, too: what may
    /// have ended it is better left out.
    /// </summary>
    public bool IsLastChance { get; }

    /// <summary>Why the run is to stop.</summary>
    public JobStopReason StopReason
    {
        get
        {
            lock (_lock)
                return _stopReason;
        }
    }

    /// <summary>How much is done, as last said; from 0 to 1.</summary>
    public double Progress
    {
        get
        {
            lock (_lock)
                return _progress;
        }
    }

    /// <summary>What is shown of the job, as last said.</summary>
    public string Content
    {
        get
        {
            lock (_lock)
                return _content;
        }
    }

    internal JobLease Lease { get; }

    internal CancellationToken Stopped { get; }

    /// <summary>Says how far the job is, without making it durable: cheap, to be called as often as there is something to say.</summary>
    /// <param name="progress">From 0 to 1; what is outside is taken as the nearest.</param>
    /// <param name="content">What is shown from now on, the text of a JSON object; null for no change.</param>
    public void Report(double progress, string? content = null)
    {
        lock (_lock)
        {
            _progress = double.IsNaN(progress) ? 0 : Math.Clamp(progress, 0, 1);
            _content = content ?? _content;
        }
    }

    /// <summary>
    /// Saves a step: completes when it is durable. Whatever happens to the server, the job goes on from here, never from an earlier checkpoint.
    /// May be called while the run is asked to stop.
    /// </summary>
    /// <param name="state">What the worker needs to go on, in its own form; replaces the former one.</param>
    /// <param name="progress">How much is done, from 0 to 1.</param>
    /// <param name="content">What is shown from now on; null for no change.</param>
    /// <param name="cancellation">Ends the wait only.</param>
    /// <exception cref="OperationCanceledException">The job is no longer this server's: nothing was saved, and the run must end.</exception>
    /// <exception cref="JobNotSavedException">The database cannot be written: nothing was saved. Let go, the job is run again from the last checkpoint.</exception>
    public async ValueTask CheckpointAsync(ReadOnlyMemory<byte> state, double progress, string? content = null, CancellationToken cancellation = default)
    {
        Report(progress, content);
        try
        {
            await _owner.SaveAsync(this, state, cancellation);
        }
        catch (IOException fault)
        {
            throw new JobNotSavedException(fault);
        }

        Checkpoint = state;
    }

    /// <summary>Asks the run to stop; a graver reason replaces another.</summary>
    internal void Stop(JobStopReason reason)
    {
        lock (_lock)
        {
            if (reason <= _stopReason || _hasEnded)
                return;
            var isFirst = _stopReason == JobStopReason.None;
            _stopReason = reason;

            // What the worker has hooked to the token runs elsewhere: it may take its time.
            if (isFirst)
                _stopping = _stop.CancelAsync();
        }
    }

    /// <summary>Waits for what was hooked to the token, after the worker has returned.</summary>
    internal async ValueTask EndAsync()
    {
        Task stopping;
        lock (_lock)
        {
            _hasEnded = true;
            stopping = _stopping;
        }

        await stopping;
        _stop.Dispose();
    }
}
