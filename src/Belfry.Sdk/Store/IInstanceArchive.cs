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

    /// <summary>
    /// Has stored instances sent to a modality by a job (<c>DicomModalityStore</c>): it outlives restarts of the server, and sends again, for some two hours, what
    /// did not arrive. Completes when the job is durable; that the destination is away is no failure. An archive of a host that has no jobs
    /// need not offer it.
    /// </summary>
    /// <param name="query">Which instances: the keys of a retrieve. It is asked in each attempt.</param>
    /// <param name="destination">The AE title of a modality. One that is not known is looked for again in each attempt.</param>
    /// <param name="cancellation">Gives up before it is durable.</param>
    /// <returns>The job's identifier, as <c>/jobs</c> of REST has it.</returns>
    /// <exception cref="IOException">The job cannot be kept.</exception>
    /// <exception cref="NotSupportedException">This host has no jobs.</exception>
    ValueTask<string> SendAsync(RetrieveQuery query, AETitle destination, CancellationToken cancellation = default) =>
        throw new NotSupportedException("This host has no jobs.");
}
