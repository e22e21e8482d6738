namespace Belfry.Jobs;

/// <summary>When a failed attempt is followed by another. Immutable.</summary>
public sealed record RetryPolicy
{
    /// <summary>No second attempt.</summary>
    public static RetryPolicy Never { get; } = new() { MaxAttempts = 1 };

    /// <summary>Most attempts, the first included. Default: 10, some half an hour with the other defaults.</summary>
    public int MaxAttempts { get; init; } = 10;

    /// <summary>How long to wait after the first failure. Default: 1 s, what a peer takes to start again.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait. Default: 10 minutes: a peer that is back is noticed within a coffee.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Each wait is that many times the one before. Default: 2.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>Each wait is made longer or shorter by up to this part of it, so that what failed together does not come back together. Default: 0.2.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>How long to wait after a failure.</summary>
    /// <param name="failures">How many attempts have failed, from 1.</param>
    /// <param name="random">From 0 to 1: where in the range of the jitter.</param>
    public TimeSpan DelayAfter(int failures, double random)
    {
        var longest = MaxDelay.TotalSeconds;
        var delay = Math.Min(longest, FirstDelay.TotalSeconds * Math.Pow(Factor, Math.Min(failures - 1, 1000)));
        return TimeSpan.FromSeconds(Math.Clamp(delay * (1 + (Jitter * ((2 * random) - 1))), 0, longest));
    }
}
