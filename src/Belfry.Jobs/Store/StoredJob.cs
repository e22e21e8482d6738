namespace Belfry.Jobs;

/// <summary>A job as a store keeps it, without its bytes. Immutable; <see cref="JobTransitions"/> makes the next one.</summary>
public sealed record StoredJob(Job Job)
{
    /// <summary>Who runs it; null when it does not run.</summary>
    public JobOwner? Owner { get; init; }

    /// <summary>Which run the last one is; 0 before the first.</summary>
    public long Run { get; init; }

    /// <summary>When the owner's lease ends unless it is renewed; null when it does not run.</summary>
    public DateTimeOffset? LeaseEnd { get; init; }

    /// <summary>How many runs were lost one after the other, without a checkpoint.</summary>
    public int Losses { get; init; }

    /// <summary>True when it waits and nothing but its turn is missing.</summary>
    public bool IsReady => Job.State == JobState.Pending && Job.Due is null;

    /// <summary>True for the run that a lease is of.</summary>
    public bool IsHeldBy(JobLease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return Job.State == JobState.Running && Run == lease.Run && Owner == lease.Owner;
    }
}
