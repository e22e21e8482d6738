using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>What became of a new instance, and which files are no longer needed.</summary>
/// <param name="Result">What became of it.</param>
/// <param name="Id">Its identifier.</param>
/// <param name="Unneeded">Files whose rows are gone: a replaced one, or those of recycled patients. To be deleted by the caller.</param>
/// <param name="Recycled">Patients that were deleted to make room.</param>
public sealed record AddOutcome(AddResult Result, ArchiveId Id, IReadOnlyList<StoredFile> Unneeded, IReadOnlyList<ArchiveId> Recycled)
{
    /// <summary>The highest level at which something is new with the instance; null when its series was there.</summary>
    public QueryRetrieveLevel? NewFrom { get; init; }

    /// <summary>The file that stays, of an instance that was there already; else null.</summary>
    internal StoredFile? Existing { get; init; }

    /// <summary>What went with each of <see cref="Recycled"/>; empty from an index that does not say.</summary>
    internal IReadOnlyList<Deletion> Deletions { get; init; } = [];

    /// <summary>What the instance and those above it are called; null from an index that does not say.</summary>
    internal InstanceIdentity? Identity { get; init; }
}
