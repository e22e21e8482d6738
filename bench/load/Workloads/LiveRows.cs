using Belfry.LoadBench.Items;
using Belfry.LoadBench.Measuring;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Workloads;

/// <summary>What the live view costs while nobody watches: echoes and worklist queries with its recording and without.</summary>
internal sealed class LiveRows(LiveFleet fleet, LoadOptions options)
{
    public const string Echo = "live view recording: C-ECHO", Worklist = "live view recording: one of 1,000 items of a worklist";

    public static IReadOnlyList<string> Names { get; } = [Echo, Worklist];

    public IEnumerable<Workload> Rows()
    {
        foreach (int clients in options.Associations)
        {
            yield return Row(Echo, clients, WorkloadCatalog.Echoes);
            yield return Row(Worklist, clients, server => WorkloadCatalog.Queries(server, Fleet.Large, WorklistFolder.PatientId(Fleet.Large / 2), 1));
        }
    }

    private Workload Row(string name, int clients, Func<ServerUnderTest, Requester> connect) =>
        new(name, clients, Contender.Of(fleet.Servers, server => Task.FromResult(ClosedLoop.Run(server, () => connect(server), clients, options.Seconds))));
}
