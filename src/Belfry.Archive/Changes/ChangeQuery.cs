using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Which changes are asked for. Immutable.</summary>
/// <param name="Since">The place behind which they are; 0 for the beginning.</param>
/// <param name="Limit">How many at most.</param>
public sealed record ChangeQuery(long Since, int Limit)
{
    /// <summary>The last place that they may have. Default: any.</summary>
    public long To { get; init; } = long.MaxValue;

    /// <summary>What they may be, and of what; null for anything.</summary>
    public IReadOnlySet<(ChangeKind Kind, QueryRetrieveLevel Level)>? Types { get; init; }

    /// <summary>True gives the last ones of those that are asked for, false the first; in order both times.</summary>
    public bool IsFromTheEnd { get; init; }

    /// <summary>Whether a change is asked for, but for how many there are.</summary>
    public bool Includes(ArchiveChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.Sequence > Since && change.Sequence <= To && Types?.Contains((change.Kind, change.Level)) != false;
    }
}
