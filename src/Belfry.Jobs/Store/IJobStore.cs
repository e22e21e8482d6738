namespace Belfry.Jobs;

/// <summary>
/// Where jobs are kept. Each method is one transaction, and what it changed is durable when it completes, but for <see cref="EndAsync"/>. Times are those of the store, so that
/// several servers agree about them; callers say durations. Several engines may use one store. Thread-safe.
/// </summary>
/// <remarks>All methods throw <see cref="IOException"/> when the store cannot be read or written; nothing was changed then.</remarks>
public interface IJobStore
{
    /// <summary>Keeps a new job, unless one with its kind and key is there that is not over.</summary>
    /// <param name="job">The job.</param>
    /// <param name="id">Its identifier.</param>
    /// <param name="owner">Who runs it at once, with a lease of <paramref name="leaseDuration"/>; null to let it wait for its turn.</param>
    /// <param name="leaseDuration">How long the lease holds without being renewed.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The job that is there now; with its lease if this call made it and an owner was given.</returns>
    ValueTask<(JobSubmission Submission, JobLease? Lease)> SubmitAsync(
        NewJob job, Guid id, JobOwner? owner, TimeSpan leaseDuration, CancellationToken cancellation);

    /// <summary>
    /// Gives jobs that are due to an owner. Before, it puts in order what time has changed: jobs whose wait is over, jobs that expired, jobs whose
    /// lease ended.
    /// </summary>
    ValueTask<JobClaims> ClaimAsync(JobClaim claim, CancellationToken cancellation);

    /// <summary>Takes the jobs back that former incarnations of the owner's server held: it was killed, and they need not wait for the end of their leases.</summary>
    ValueTask ReleaseFormerAsync(JobOwner owner, CancellationToken cancellation);

    /// <summary>Renews leases.</summary>
    /// <returns>Those that still hold; the others are lost.</returns>
    ValueTask<IReadOnlyList<HeldJob>> RenewAsync(IReadOnlyList<JobLease> leases, TimeSpan leaseDuration, CancellationToken cancellation);

    /// <summary>Saves how far a run is, and the state that it can go on from.</summary>
    /// <returns>False when the lease is lost: nothing was saved.</returns>
    ValueTask<bool> CheckpointAsync(JobLease lease, ReadOnlyMemory<byte> state, JobProgress progress, CancellationToken cancellation);

    /// <summary>
    /// Ends a run and its lease. It outlives the server when it completes, and a failure of the power within 20 ms: one that comes before makes the job go on
    /// once more from its last checkpoint, as one that comes before the end itself does.
    /// </summary>
    /// <param name="lease">The lease.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="history">Most jobs that are over to be kept; older ones are forgotten.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The job as it is now; null when the lease is lost: nothing was changed.</returns>
    ValueTask<Job?> EndAsync(JobLease lease, JobRunEnd end, int history, CancellationToken cancellation);

    /// <summary>Does what is asked for a job.</summary>
    /// <param name="id">The job.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="history">Most jobs that are over to be kept.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>What became of it, and the job as it is now (as it was, when it is deleted); null for none.</returns>
    ValueTask<(JobCommandResult Result, Job? Job)> CommandAsync(Guid id, JobCommand command, int history, CancellationToken cancellation);

    /// <summary>A job; null for none.</summary>
    ValueTask<Job?> FindAsync(Guid id, CancellationToken cancellation);

    /// <summary>The arguments of a job; null when there is no such job.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadArgumentsAsync(Guid id, CancellationToken cancellation);

    /// <summary>All jobs, in the order of their submission.</summary>
    ValueTask<IReadOnlyList<Job>> ListAsync(CancellationToken cancellation);
}
