namespace Belfry.Archive;

/// <summary>What was sent to others, in order. Thread-safe.</summary>
public interface IExportLog
{
    /// <summary>The exports behind a place, in order.</summary>
    /// <param name="since">The place; 0 for the beginning.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellation">Ends the reading.</param>
    ValueTask<IReadOnlyList<ArchiveExport>> ListAsync(long since, int limit, CancellationToken cancellation);

    /// <summary>The latest; null when there is none.</summary>
    ValueTask<ArchiveExport?> FindLastAsync(CancellationToken cancellation);

    /// <summary>Adds some. Completes when they are durable.</summary>
    ValueTask AddAsync(IReadOnlyList<ArchiveExport> exports, CancellationToken cancellation);

    /// <summary>Forgets all. Completes when that is durable.</summary>
    ValueTask ClearAsync(CancellationToken cancellation);
}
