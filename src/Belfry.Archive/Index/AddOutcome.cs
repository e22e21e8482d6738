namespace Belfry.Archive;

/// <summary>What became of a new instance, and which files are no longer needed.</summary>
/// <param name="Result">What became of it.</param>
/// <param name="Id">Its identifier.</param>
/// <param name="Unneeded">Files whose rows are gone: a replaced one, or those of recycled patients. To be deleted by the caller.</param>
/// <param name="Recycled">Patients that were deleted to make room.</param>
public sealed record AddOutcome(AddResult Result, ArchiveId Id, IReadOnlyList<StoredFile> Unneeded, IReadOnlyList<ArchiveId> Recycled);
