using Belfry.LoadBench.Items;
using Belfry.LoadBench.Measuring;
using Belfry.LoadBench.RawClient;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Workloads;

/// <summary>
/// The row of storage commitment: N-ACTION with ten instances that are there, up to the report. Clients hold their associations; Belfry reports
/// on them, Orthanc always on one of its own, which the destination of C-MOVE takes.
/// </summary>
internal sealed class CommitRows(StoreSink sink, IReadOnlyList<ServerUnderTest> archives, LoadOptions options)
{
    public const string Ten = "commit 10 instances, up to the report";

    private static long s_transaction;

    public static IReadOnlyList<string> Names { get; } = [Ten];

    public IEnumerable<Workload> Rows()
    {
        foreach (int clients in options.Associations)
            yield return new Workload(Ten, clients, Contender.Of(archives, server => Task.FromResult(ClosedLoop.Run(server, () => Commits(server), clients, options.Seconds))));
    }

    private Requester Commits(ServerUnderTest server)
    {
        NumberedBytes request = Request();
        var association = new RawAssociation(server.Port, DicomBytes.AssociateFor(DicomBytes.StorageCommitment, StoredStudies.AeTitleOfFound));
        return new Requester(
            () =>
            {
                long transaction = Interlocked.Increment(ref s_transaction);
                request.SetStudy(transaction);
                association.Commit(request.Bytes, transaction, sink.Reports, comesHere: server.Name == ServerCatalog.Belfry);
            },
            association);
    }

    private static NumberedBytes Request()
    {
        ByteWriter[] items = [.. Enumerable.Range(0, StoredStudies.ImagesOfTen).Select(number =>
            new ByteWriter().Element(0x0008_1150, "UI", DicomBytes.ImageStorage).Element(0x0008_1155, "UI", NumberedBytes.InstanceUidOf(number)))];
        byte[] request = DicomBytes.CommitmentRequest(
            new ByteWriter().Element(0x0008_1195, "UI", NumberedBytes.TransactionUid).Sequence(0x0008_1199, items));
        return new NumberedBytes(request, request.Length);
    }
}
