using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Finds stored instances by the index.</summary>
internal sealed class ArchiveInstanceStore(IArchiveIndex index, IStorageArea storage) : IInstanceStore
{
    public async ValueTask<InstanceSource?> FindAsync(DicomUid sopInstanceUid, CancellationToken cancellation = default) =>
        await index.FindInstanceAsync(sopInstanceUid, cancellation) is { } file ? new StoredInstanceSource(storage, file) : null;
}
