using Belfry.Sdk;

namespace Belfry.Web;

/// <summary>How REST searches. Immutable.</summary>
public sealed record RestFindOptions
{
    /// <summary>How keys are matched where the client does not say.</summary>
    public MatchingPolicy Policy { get; init; } = MatchingPolicy.Baseline;

    /// <summary>Most patients, studies or series in an answer (<c>LimitFindResults</c>); 0, the default, for no limit.</summary>
    public int LimitResults { get; init; }

    /// <summary>Most instances in an answer (<c>LimitFindInstances</c>); 0, the default, for no limit.</summary>
    public int LimitInstances { get; init; }
}
