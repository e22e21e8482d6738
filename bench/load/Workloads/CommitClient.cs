using Belfry.LoadBench.Items;
using Belfry.LoadBench.RawClient;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Workloads;

/// <summary>
/// One SCU of storage commitment that asks for the same instances again and again and holds its association; Belfry reports on that, Orthanc
/// always on one of its own, which the destination of C-MOVE takes. Used by one thread.
/// </summary>
internal sealed class CommitClient : IDisposable
{
    private static long s_transaction;

    private readonly RawAssociation _association;
    private readonly NumberedBytes _request;
    private readonly ReportBoard _reports;
    private readonly bool _comesHere;

    /// <param name="server">The archive.</param>
    /// <param name="sink">Takes the reports that come on other associations.</param>
    /// <param name="firstInstance">The number of the first instance; the others follow it.</param>
    /// <param name="count">Instances in each request.</param>
    public CommitClient(ServerUnderTest server, StoreSink sink, long firstInstance, int count)
    {
        _association = new RawAssociation(server.Port, DicomBytes.AssociateFor(DicomBytes.StorageCommitment, StoredStudies.AeTitleOfFound));
        _request = CommitmentRequest.For(firstInstance, count, _association.MaximumPduLength);
        _reports = sink.Reports;
        _comesHere = server.Name == ServerCatalog.Belfry;
    }

    /// <summary>A transaction of its own, up to its report.</summary>
    /// <param name="answered">When its response had come, as <see cref="System.Diagnostics.Stopwatch"/> counts.</param>
    public void Commit(out long answered)
    {
        long transaction = Interlocked.Increment(ref s_transaction);
        _request.SetStudy(transaction);
        _association.Commit(_request.Bytes, transaction, _reports, _comesHere, out answered);
    }

    public void Dispose() => _association.Dispose();
}
