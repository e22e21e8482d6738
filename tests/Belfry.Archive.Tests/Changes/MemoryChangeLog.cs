using System.Collections.Concurrent;
using Belfry.Sdk;

namespace Belfry.Archive.Tests;

/// <summary>Keeps the changes that are added; what is new is not among them.</summary>
internal sealed class MemoryChangeLog : IChangeLog
{
    private readonly ConcurrentQueue<ArchiveChange> _changes = [];

    public ValueTask<IReadOnlyList<ArchiveChange>> ListAsync(ChangeQuery query, CancellationToken cancellation)
    {
        var found = _changes.Where(query.Includes);
        return ValueTask.FromResult<IReadOnlyList<ArchiveChange>>([.. query.IsFromTheEnd ? found.TakeLast(query.Limit) : found.Take(query.Limit)]);
    }

    public ValueTask<ArchiveChange?> FindLastAsync(CancellationToken cancellation) => ValueTask.FromResult(_changes.LastOrDefault());

    public ValueTask AddAsync(ChangeKind kind, QueryRetrieveLevel level, ArchiveId id, CancellationToken cancellation)
    {
        _changes.Enqueue(new ArchiveChange(_changes.Count + 1, kind, level, id, DateTimeOffset.UnixEpoch));
        return ValueTask.CompletedTask;
    }

    public ValueTask ClearAsync(CancellationToken cancellation)
    {
        _changes.Clear();
        return ValueTask.CompletedTask;
    }
}
