namespace Belfry.Jobs;

/// <summary>A job to be submitted. Immutable; the bytes must not be changed while it is submitted.</summary>
public sealed record NewJob
{
    /// <summary>What is to be done: the name of a <see cref="JobKind"/> (<c>StorageCommitmentScp</c>), shown as the job's type.</summary>
    public required string Kind { get; init; }

    /// <summary>What the worker needs to know, in its own form. Not shown. Kept as it is until the job is forgotten.</summary>
    public ReadOnlyMemory<byte> Arguments { get; init; }

    /// <summary>What is shown of the job: the text of a JSON object. The worker may replace it.</summary>
    public string Content { get; init; } = "{}";

    /// <summary>Any JSON that whoever submits wants to find again; null for none.</summary>
    public string? UserData { get; init; }

    /// <summary>A higher one comes first.</summary>
    public int Priority { get; init; }

    /// <summary>At most one job of a kind that is not over has this key; null for a job that may be there twice.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// What the job keeps busy besides this server, such as the destination that it sends to: jobs of a kind with the same lane have only
    /// <see cref="JobKind.LaneConcurrency"/> of its places. Null for a job that any place is for.
    /// </summary>
    public string? Lane { get; init; }

    /// <summary>The job is not begun before that long from now.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>
    /// From now on, how long the job may take with all its attempts: then a job that waits fails, and none is tried again. An attempt that runs is
    /// not broken off. Null: as its <see cref="JobKind"/> says.
    /// </summary>
    public TimeSpan? TimeToLive { get; init; }
}
