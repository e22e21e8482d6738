using Xunit;

namespace Belfry.Jobs.Tests;

/// <summary>A run that waits for what the test says.</summary>
internal sealed class SteeredRun(JobRun run)
{
    private readonly TaskCompletionSource<JobOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JobRun Run => run;

    public Guid Id => run.Job.Id;

    public Task<JobOutcome> Outcome => _outcome.Task;

    /// <summary>Completes when the run was told to stop.</summary>
    public Task Stopped => _stopped.Task.WaitAsync(SteeredWorker.Patience, TestContext.Current.CancellationToken);

    /// <summary>When set, the run does not end by itself when it is told to stop.</summary>
    public bool Lingers { get; set; }

    public void Succeed() => _outcome.TrySetResult(JobOutcome.Succeeded);

    public void Fail(int code = 9) => _outcome.TrySetResult(JobOutcome.Failed(new JobError(code, "failed")));

    public void Retry(TimeSpan? delay = null) => _outcome.TrySetResult(JobOutcome.RetryAfter(new JobError(9, "no answer"), delay));

    public void Throw(Exception fault) => _outcome.TrySetException(fault);

    public void Cancel() => _outcome.TrySetCanceled(CancellationToken.None);

    public void Stop(CancellationToken cancellation)
    {
        if (!Lingers)
            _outcome.TrySetCanceled(cancellation);
        _stopped.TrySetResult();
    }
}
