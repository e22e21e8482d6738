using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>
/// What happened, in order. What is new is told by the rows of the resources themselves, so that storing writes nothing for it; changes of a
/// resource that is deleted are gone with it. Thread-safe.
/// </summary>
public interface IChangeLog
{
    /// <summary>The changes behind a place, in order.</summary>
    /// <param name="since">The place; 0 for the beginning.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellation">Ends the reading.</param>
    ValueTask<IReadOnlyList<ArchiveChange>> ListAsync(long since, int limit, CancellationToken cancellation);

    /// <summary>The latest change; null when there is none.</summary>
    ValueTask<ArchiveChange?> FindLastAsync(CancellationToken cancellation);

    /// <summary>Adds a change. Completes when it is durable.</summary>
    ValueTask AddAsync(ChangeKind kind, QueryRetrieveLevel level, ArchiveId id, CancellationToken cancellation);

    /// <summary>Forgets all that has happened so far. Completes when that is durable.</summary>
    ValueTask ClearAsync(CancellationToken cancellation);
}
