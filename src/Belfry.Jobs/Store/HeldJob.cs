namespace Belfry.Jobs;

/// <summary>A job whose lease was renewed.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Request">What is asked of the job.</param>
public sealed record HeldJob(JobLease Lease, JobRequest Request);
