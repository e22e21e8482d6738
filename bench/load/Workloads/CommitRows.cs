using Belfry.LoadBench.Measuring;
using Belfry.LoadBench.RawClient;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Workloads;

/// <summary>The rows of storage commitment: N-ACTION with ten instances that are there, up to the report.</summary>
internal sealed class CommitRows(StoreSink sink, CommitFleet fleet, LoadOptions options)
{
    public const string Ten = "commit 10 instances, up to the report", TenUnread = "commit 10 instances, files not read, up to the report";

    public static IReadOnlyList<string> Names { get; } = [Ten, TenUnread];

    public IEnumerable<Workload> Rows()
    {
        foreach (int clients in options.Associations)
        {
            yield return Row(Ten, clients, [.. fleet.Belfry, .. fleet.Orthanc]);
            yield return Row(TenUnread, clients, [.. fleet.BelfryUnread, .. fleet.Orthanc]);
        }
    }

    private Workload Row(string name, int clients, IReadOnlyList<ServerUnderTest> servers) =>
        new(name, clients, Contender.Of(servers, server => Task.FromResult(ClosedLoop.Run(server, () => Commits(server), clients, options.Seconds))));

    private Requester Commits(ServerUnderTest server)
    {
        var client = new CommitClient(server, sink, firstInstance: 0, StoredStudies.ImagesOfTen);
        return new Requester(() => client.Commit(out long _), client);
    }
}
