namespace Belfry.Jobs;

/// <summary>
/// Does the jobs of one kind. One object does many jobs at once, as many as <see cref="JobKind.Concurrency"/> says: it is thread-safe.
/// </summary>
public interface IJobWorker
{
    /// <summary>
    /// Does a job, or goes on with it from <see cref="JobRun.Checkpoint"/>. What was done after the last checkpoint may be done a second time when
    /// the server was killed.
    /// </summary>
    /// <param name="run">The job, and the way to say how far it is.</param>
    /// <param name="cancellation">
    /// Cancelled when the job is to stop, <see cref="JobRun.StopReason"/> says why. The worker may save a checkpoint, and then throws
    /// <see cref="OperationCanceledException"/>; what it returns instead counts.
    /// </param>
    /// <returns>How this attempt ended. Any other exception is a fault: it is logged, and the job fails with <see cref="JobError.Internal"/>.</returns>
    ValueTask<JobOutcome> RunAsync(JobRun run, CancellationToken cancellation);

    /// <summary>
    /// Called once each time when a job of this kind is over on this server, however it ended, also when it never ran: what is held for it in memory
    /// can go. After a <see cref="RunAsync"/> of it has returned; must be quick and must not throw.
    /// </summary>
    void OnEnded(Job job)
    {
    }
}
