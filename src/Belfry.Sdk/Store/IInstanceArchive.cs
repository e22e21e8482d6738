using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>
/// The server's archive, for plugins: what it holds, and more to be held. Nobody's permission is asked for. Thread-safe; not to be used after the
/// plugin was disposed.
/// </summary>
public interface IInstanceArchive : IInstanceStore
{
    /// <summary>
    /// The entities that match a query, lazily, with its keys and the indexed attributes; the limits of C-FIND hold
    /// (<c>LimitFindResults</c>, <c>LimitFindInstances</c>).
    /// </summary>
    /// <exception cref="DimseStatusException">A900H: the query names no level.</exception>
    IAsyncEnumerable<DicomDataSet> FindAsync(FindQuery query, CancellationToken cancellation = default);

    /// <summary>The instances that a retrieve means, by series and instance number, lazily.</summary>
    /// <exception cref="DimseStatusException">A900H: the unique keys do not fit the level.</exception>
    IAsyncEnumerable<InstanceSource> ListAsync(RetrieveQuery query, CancellationToken cancellation = default);

    /// <summary>
    /// Stores an instance as if it had come by C-STORE, from <see cref="InstanceOriginKind.Plugins"/>: filters are asked, observers told. Completes when it
    /// is durable; one that is there already counts as stored.
    /// </summary>
    /// <returns>The status: success, or a warning.</returns>
    /// <exception cref="DimseStatusException">It was not stored: the statuses of C-STORE (PS3.4 table B.2-1).</exception>
    ValueTask<DimseStatus> StoreAsync(InstanceSource instance, CancellationToken cancellation = default);
}
