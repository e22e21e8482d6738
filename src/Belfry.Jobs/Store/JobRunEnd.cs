namespace Belfry.Jobs;

/// <summary>How a run ended, for the store.</summary>
public sealed record JobRunEnd
{
    /// <summary>
    /// What the job is now. <see cref="JobState.Success"/>, <see cref="JobState.Failure"/>; <see cref="JobState.Retry"/> after a failed attempt;
    /// <see cref="JobState.Pending"/> when the run was stopped. The last two give way to what is asked of the job: it is then paused or cancelled.
    /// </summary>
    public required JobState State { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public JobError? Error { get; init; }

    /// <summary>For a retry: how long to wait.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How far the run came.</summary>
    public required JobProgress Progress { get; init; }
}
