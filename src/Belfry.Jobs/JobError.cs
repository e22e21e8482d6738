namespace Belfry.Jobs;

/// <summary>Why a job, or an attempt, failed. Immutable.</summary>
/// <param name="Code">The number that clients look at; those of the reference server are used (9: network protocol, 17: unknown resource). Never 0.</param>
/// <param name="Description">What the number means, for people.</param>
/// <param name="Details">What is to be said about this one failure; null for nothing.</param>
public sealed record JobError(int Code, string Description, string? Details = null)
{
    /// <summary>A fault of the program: a worker threw.</summary>
    public static JobError Internal { get; } = new(-1, "Internal error");

    /// <summary>The job's time ran out.</summary>
    public static JobError Expired { get; } = new(16, "Timeout", "The job was not done before it expired");

    /// <summary>Somebody cancelled the job.</summary>
    public static JobError Cancelled { get; } = new(37, "This job was canceled");

    /// <summary>The server ended again and again while the job ran, without the job getting any further.</summary>
    public static JobError Lost { get; } = new(-1, "Internal error", "The server ended several times while this job ran, and the job got no further");
}
