namespace Belfry.Jobs;

/// <summary>What an engine got.</summary>
/// <param name="Jobs">Jobs to run, each with its lease: by priority, then in the order of their submission.</param>
/// <param name="Ended">Jobs that were found to be over: expired, cancelled while their owner was away, or lost too often.</param>
/// <param name="HasMore">True when jobs of the kinds that were asked for wait for nothing but a slot.</param>
/// <param name="Next">When to ask again if nothing is heard before; null for not at all. A job of another server may come without notice.</param>
public sealed record JobClaims(IReadOnlyList<ClaimedJob> Jobs, IReadOnlyList<Job> Ended, bool HasMore, TimeSpan? Next);
