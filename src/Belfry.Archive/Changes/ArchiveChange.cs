using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Something that happened to a resource that is still there. Immutable.</summary>
/// <param name="Sequence">Its place in the order of all: later ones are greater, and no place is ever given twice.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Level">What it happened to.</param>
/// <param name="Id">Identifier of that.</param>
/// <param name="Time">When, UTC.</param>
public sealed record ArchiveChange(long Sequence, ChangeKind Kind, QueryRetrieveLevel Level, ArchiveId Id, DateTimeOffset Time);
