using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>A resource that was sent to somebody. Immutable.</summary>
/// <param name="Sequence">Its place in the order of all; 0 for one that has none yet.</param>
/// <param name="Time">When, UTC.</param>
/// <param name="Modality">Symbolic name of whom it was sent to.</param>
/// <param name="Level">What was sent.</param>
/// <param name="Id">Identifier of that.</param>
/// <param name="Uids">Patient ID, Study, Series and SOP Instance UID, as far down as the level.</param>
public sealed record ArchiveExport(long Sequence, DateTimeOffset Time, string Modality, QueryRetrieveLevel Level, ArchiveId Id, IReadOnlyList<string> Uids);
