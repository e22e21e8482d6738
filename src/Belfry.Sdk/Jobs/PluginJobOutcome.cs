namespace Belfry.Sdk;

/// <summary>How an attempt at a job ended. Immutable.</summary>
public sealed class PluginJobOutcome
{
    private PluginJobOutcome(string? error, bool isRetried, TimeSpan? delay) => (Error, IsRetried, Delay) = (error, isRetried, delay);

    /// <summary>The job is done. What it has to show for it is the content that it reported last.</summary>
    public static PluginJobOutcome Done { get; } = new(null, isRetried: false, null);

    /// <summary>Why it failed, for people; null when it did not.</summary>
    public string? Error { get; }

    /// <summary>True when it is to be tried again.</summary>
    public bool IsRetried { get; }

    /// <summary>When to try again, from now; null for ever later ones, from a second to ten minutes.</summary>
    public TimeSpan? Delay { get; }

    /// <summary>The job failed, and another attempt would not do better. <c>/jobs</c> shows code 1 and the reason.</summary>
    /// <param name="why">For people; no patient data.</param>
    public static PluginJobOutcome Failed(string why)
    {
        ArgumentException.ThrowIfNullOrEmpty(why);
        return new PluginJobOutcome(why, isRetried: false, null);
    }

    /// <summary>
    /// The attempt failed; a later one, from the last checkpoint, may do better. After <see cref="PluginJobKind.MaxAttempts"/> the job fails.
    /// </summary>
    /// <param name="why">For people; no patient data.</param>
    /// <param name="delay">How long to wait; null for ever longer, from a second to ten minutes.</param>
    public static PluginJobOutcome RetryAfter(string why, TimeSpan? delay = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(why);
        return new PluginJobOutcome(why, isRetried: true, delay);
    }
}
