using Belfry.LoadBench.Items;
using Belfry.LoadBench.Measuring;
using Belfry.LoadBench.RawClient;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Workloads;

/// <summary>
/// What a plugin adds: a worklist handler that has its one answer ready, managed against the C-ECHO of the same server, and exported to Orthanc
/// against the same in C.
/// </summary>
internal sealed class PluginRows(PluginFleet fleet, LoadOptions options)
{
    public const string Managed = "plugin: worklist with one prepared answer, and echo", Exported = "plugin: worklist with one prepared answer, in Orthanc";

    public static IReadOnlyList<string> Names { get; } = [Managed, Exported];

    public IEnumerable<Workload> Rows()
    {
        foreach (int clients in options.Associations)
        {
            if (fleet.Managed is { } belfry)
            {
                yield return new Workload(Managed, clients,
                [
                    new(ServerCatalog.ManagedPlugin, () => RunAsync(belfry, clients, Queries)),
                    new(ServerCatalog.ManagedEcho, () => RunAsync(belfry, clients, Echoes)),
                ]);
            }

            yield return new Workload(Exported, clients, Contender.Of(fleet.Orthancs, server => RunAsync(server, clients, Queries)));
        }
    }

    private Task<Sample> RunAsync(ServerUnderTest server, int clients, Func<ServerUnderTest, Requester> connect) =>
        Task.FromResult(ClosedLoop.Run(server, () => connect(server), clients, options.Seconds));

    private static Requester Echoes(ServerUnderTest server)
    {
        var association = new RawAssociation(server.Port, DicomBytes.AssociateForEcho(PreparedItem.AeTitle));
        return new Requester(() => association.Exchange(DicomBytes.EchoRequest), association);
    }

    private static Requester Queries(ServerUnderTest server)
    {
        byte[] request = DicomBytes.WorklistRequest(PreparedItem.Keys());
        var association = new RawAssociation(server.Port, DicomBytes.AssociateForWorklist(PreparedItem.AeTitle));
        return new Requester(
            () =>
            {
                if (association.Exchange(request) is var answers and not 1)
                    throw new InvalidDataException($"{answers} answers instead of 1.");
            },
            association);
    }
}
