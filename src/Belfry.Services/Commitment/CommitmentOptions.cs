using Belfry.Jobs;

namespace Belfry.Services;

/// <summary>Options of storage commitment as SCP. Immutable.</summary>
public sealed record CommitmentOptions
{
    /// <summary>The defaults.</summary>
    public static CommitmentOptions Default { get; } = new();

    /// <summary>How much one request may hold.</summary>
    public CommitmentLimits Limits { get; init; } = CommitmentLimits.Default;

    /// <summary>
    /// Answers of a slow handler are made durable that often: what is newer is asked for again after a crash. 1 s: a handler that takes longer for
    /// an instance has each answer kept.
    /// </summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long the peer may take to answer a report. 10 s, as the reference server; a modality's own time-out comes first.
    /// </summary>
    public TimeSpan ReportTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Transactions performed at once. 16: most of them wait for peers.</summary>
    public int Concurrency { get; init; } = 16;

    /// <summary>When a report that did not arrive is sent again. First after 2 s, then ever later, up to every 15 minutes, until the time is over.</summary>
    public RetryPolicy Retry { get; init; } = new()
    {
        MaxAttempts = int.MaxValue,
        FirstDelay = TimeSpan.FromSeconds(2),
        MaxDelay = TimeSpan.FromMinutes(15),
    };

    /// <summary>After that long an undelivered transaction is given up. 7 days: a modality that is serviced over a weekend still gets its report.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromDays(7);
}
