using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>What became of a deletion. Immutable.</summary>
/// <param name="Files">The files whose rows are gone.</param>
/// <param name="Remaining">The nearest resource above that is left; null when none is.</param>
public sealed record Deletion(IReadOnlyList<StoredFile> Files, (QueryRetrieveLevel Level, ArchiveId Id)? Remaining)
{
    /// <summary>Whose data it was (Patient ID); null from an index that does not say.</summary>
    public string? PatientId { get; init; }

    /// <summary>The studies that are gone, or of which something is.</summary>
    public IReadOnlyList<string> StudyInstanceUids { get; init; } = [];
}
