namespace Belfry.Archive;

/// <summary>What came of building an index anew. Immutable.</summary>
public sealed record RebuildResult
{
    /// <summary>Rows that were made anew from their files.</summary>
    public long Rederived { get; init; }

    /// <summary>Files that no row named and that have one now.</summary>
    public long Added { get; init; }

    /// <summary>Files of instances that another file is the stored one of: they stay where they are, without a row.</summary>
    public long Duplicates { get; init; }

    /// <summary>Files that cannot be read or indexed: rows among them stay as they were, and files stay where they are.</summary>
    public long Failed { get; init; }

    /// <summary>The first 1,000 of those that failed.</summary>
    public IReadOnlyList<RebuildFailure> Failures { get; init; } = [];
}
