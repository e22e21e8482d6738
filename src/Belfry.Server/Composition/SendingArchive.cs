using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Sdk;
using Belfry.Services;

namespace Belfry.Server.Composition;

/// <summary>What plugins get of the archive, and the jobs that send from it.</summary>
internal sealed class SendingArchive(IInstanceArchive archive, MoveJobs moves, JobEngine jobs) : IInstanceArchive
{
    public ValueTask<InstanceSource?> FindAsync(DicomUid sopInstanceUid, CancellationToken cancellation = default) =>
        archive.FindAsync(sopInstanceUid, cancellation);

    public IAsyncEnumerable<DicomDataSet> FindAsync(FindQuery query, CancellationToken cancellation = default) => archive.FindAsync(query, cancellation);

    public IAsyncEnumerable<InstanceSource> ListAsync(RetrieveQuery query, CancellationToken cancellation = default) => archive.ListAsync(query, cancellation);

    public ValueTask<DimseStatus> StoreAsync(InstanceSource instance, CancellationToken cancellation = default) => archive.StoreAsync(instance, cancellation);

    public async ValueTask<string> SendAsync(RetrieveQuery query, AETitle destination, CancellationToken cancellation = default) =>
        (await moves.SubmitAsync(jobs, query, destination, cancellation)).ToString();
}
