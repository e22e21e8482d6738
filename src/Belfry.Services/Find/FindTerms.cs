using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>
/// How queries of an association are understood: what the configuration says and what was negotiated. Immutable; one object for each combination,
/// so that two are the same only when they are one.
/// </summary>
internal sealed class FindTerms(MatchingPolicy matching, bool isRelational = false)
{
    /// <summary>How keys are matched.</summary>
    public MatchingPolicy Matching { get; } = matching;

    /// <summary>True when the unique keys of the levels above may be missing.</summary>
    public bool IsRelational { get; } = isRelational;
}
