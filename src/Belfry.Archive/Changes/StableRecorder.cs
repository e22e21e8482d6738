using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Keeps in the index that something has become stable.</summary>
internal sealed class StableRecorder(IArchiveIndex index) : IArchiveObserver
{
    /// <inheritdoc/>
    public async ValueTask OnStableAsync(ArchiveResource resource, CancellationToken cancellation)
    {
        if (ArchiveId.TryParse(resource.Id, out var id))
            await index.Changes.AddAsync(ChangeKind.Stable, resource.Level, id, cancellation);
    }
}
