namespace Belfry.Jobs;

/// <summary>The right to run a job, until it ends or is not renewed in time. A job that is taken over has another run, so an old lease fits no more.</summary>
/// <param name="Job">The job.</param>
/// <param name="Owner">Who has it.</param>
/// <param name="Run">Which run of the job this is; each is greater than the one before.</param>
public sealed record JobLease(Guid Job, JobOwner Owner, long Run);
