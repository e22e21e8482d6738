using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>
/// What happened, in order. What is new is told by the rows of the resources themselves, so that storing writes nothing for it; changes of a
/// resource that is deleted are gone with it. Thread-safe.
/// </summary>
public interface IChangeLog
{
    /// <summary>Changes, in order.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellation">Ends the reading.</param>
    ValueTask<IReadOnlyList<ArchiveChange>> ListAsync(ChangeQuery query, CancellationToken cancellation);

    /// <summary>The latest change; null when there is none.</summary>
    ValueTask<ArchiveChange?> FindLastAsync(CancellationToken cancellation);

    /// <summary>Adds a change. Completes when it is durable.</summary>
    ValueTask AddAsync(ChangeKind kind, QueryRetrieveLevel level, ArchiveId id, CancellationToken cancellation);

    /// <summary>Forgets all that has happened so far. Completes when that is durable.</summary>
    ValueTask ClearAsync(CancellationToken cancellation);
}
