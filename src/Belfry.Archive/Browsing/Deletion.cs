using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>What became of a deletion. Immutable.</summary>
/// <param name="Files">The files whose rows are gone.</param>
/// <param name="Remaining">The nearest resource above that is left; null when none is.</param>
public sealed record Deletion(IReadOnlyList<StoredFile> Files, (QueryRetrieveLevel Level, ArchiveId Id)? Remaining);
