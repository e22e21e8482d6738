using Belfry.Jobs;

namespace Belfry.Services;

/// <summary>Options of C-MOVEs that are performed as jobs. Immutable.</summary>
public sealed record MoveJobOptions
{
    /// <summary>The defaults.</summary>
    public static MoveJobOptions Default { get; } = new();

    /// <summary>
    /// Which instances have arrived is made durable that often; what is newer is sent again after a crash. 1 s: some dozen instances, which peers
    /// that have them already take with success.
    /// </summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>C-MOVEs performed at once, within the limit of all jobs. 4: destinations of different speed do not hold each other up.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>
    /// When instances that did not arrive are sent again. First after 2 s, then ever later, up to every 10 minutes, 20 times: some two hours, a
    /// workstation that is started anew or updated.
    /// </summary>
    public RetryPolicy Retry { get; init; } = new()
    {
        MaxAttempts = 20,
        FirstDelay = TimeSpan.FromSeconds(2),
        MaxDelay = TimeSpan.FromMinutes(10),
    };

    /// <summary>How instances are sent.</summary>
    public RetrieveOptions Retrieve { get; init; } = RetrieveOptions.Default;
}
