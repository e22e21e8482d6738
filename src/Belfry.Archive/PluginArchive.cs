using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>The archive as plugins see it: the handlers of C-FIND and C-STORE, and the index.</summary>
internal sealed class PluginArchive(DicomArchive archive) : IInstanceArchive
{
    // Nobody asks from outside.
    private static readonly DicomConnection _none = new(default, default, null, 0);

    public ValueTask<InstanceSource?> FindAsync(DicomUid sopInstanceUid, CancellationToken cancellation = default) =>
        archive.Instances.FindAsync(sopInstanceUid, cancellation);

    public IAsyncEnumerable<DicomDataSet> FindAsync(FindQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return archive.Find.FindAsync(new FindRequest(query, _none), cancellation);
    }

    public IAsyncEnumerable<InstanceSource> ListAsync(RetrieveQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return EnumerateAsync(query, cancellation);
    }

    public async ValueTask<DimseStatus> StoreAsync(InstanceSource instance, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(instance);
        await archive.ReceiveAsync(instance, new InstanceOrigin { Kind = InstanceOriginKind.Plugins }, cancellation);
        return DimseStatus.Success;
    }

    private async IAsyncEnumerable<InstanceSource> EnumerateAsync(RetrieveQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var file in archive.Index.ListAsync(query, cancellation))
            yield return archive.SourceOf(file);
    }
}
