namespace Belfry.Jobs;

/// <summary>How an attempt ended. Immutable.</summary>
public sealed record JobOutcome
{
    private JobOutcome()
    {
    }

    /// <summary>The job is done.</summary>
    public static JobOutcome Succeeded { get; } = new();

    /// <summary>Why it failed; null when it did not.</summary>
    public JobError? Error { get; private init; }

    /// <summary>True when it is to be tried again, as often and as late as the kind's <see cref="RetryPolicy"/> says.</summary>
    public bool IsRetried { get; private init; }

    /// <summary>When to try again; null for as the policy says.</summary>
    public TimeSpan? Delay { get; private init; }

    /// <summary>The job failed, and another attempt would not do better.</summary>
    public static JobOutcome Failed(JobError error) => new() { Error = error };

    /// <summary>The attempt failed; a later one may do better. The next one begins from the last checkpoint.</summary>
    /// <param name="error">Why.</param>
    /// <param name="delay">How long to wait; null for as the kind's policy says.</param>
    public static JobOutcome RetryAfter(JobError error, TimeSpan? delay = null) => new() { Error = error, IsRetried = true, Delay = delay };
}
