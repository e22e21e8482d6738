namespace Belfry.Jobs;

/// <summary>A job that an engine has got to run.</summary>
/// <param name="Job">The job, running.</param>
/// <param name="Lease">The right to run it.</param>
/// <param name="Arguments">What was submitted for the worker.</param>
/// <param name="Checkpoint">The state of its last checkpoint; empty when there was none.</param>
public sealed record ClaimedJob(Job Job, JobLease Lease, ReadOnlyMemory<byte> Arguments, ReadOnlyMemory<byte> Checkpoint)
{
    /// <summary>True when the job fails should the server end during this run, too, before a checkpoint (<see cref="JobClaim.MaxLosses"/>).</summary>
    public bool IsLastChance { get; init; }
}
