using Belfry.LoadBench.Items;
using Belfry.LoadBench.Measuring;
using Belfry.LoadBench.RawClient;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Workloads;

/// <summary>The rows of echo and worklist over the servers that run.</summary>
internal sealed class WorkloadCatalog(Fleet fleet, LoadOptions options)
{
    public const string Echo = "echo", Association = "association: open, echo, release";
    public const string OneOfThousand = "worklist 1,000 items, 1 match", AllOfThousand = "worklist 1,000 items, 1,000 match", TenOfTen = "worklist 10 items, 10 match";
    public const string ToolEcho = "tools: echo, echoscu --repeat", ToolOneOfThousand = "tools: worklist 1,000 items, 1 match, findscu --repeat", ToolTenOfTen = "tools: worklist 10 items, 10 match, findscu --repeat";

    private const int Large = Fleet.Large, Small = Fleet.Small;

    public static IReadOnlyList<string> Names { get; } =
        [Echo, OneOfThousand, AllOfThousand, TenOfTen, Association, ToolEcho, ToolOneOfThousand, ToolTenOfTen];

    /// <summary>All rows, each at each number of associations.</summary>
    public IEnumerable<Workload> Rows()
    {
        string oneItem = WorklistFolder.PatientId(Large / 2);
        foreach (int clients in options.Associations)
        {
            yield return Raw(Echo, clients, [.. fleet.EchoServers, .. fleet.PlainEcho], server => () => Echoes(server));
            yield return Raw(OneOfThousand, clients, fleet.WorklistServers(Large), server => () => Queries(server, Large, oneItem, 1));
            yield return Raw(AllOfThousand, clients, fleet.WorklistServers(Large), server => () => Queries(server, Large, null, Large));
            yield return Raw(TenOfTen, clients, fleet.WorklistServers(Small), server => () => Queries(server, Small, null, Small));
            yield return Raw(Association, clients, [.. fleet.EchoServers, .. fleet.ReadyPdus], server => () => Associations(server));
            yield return Tool(ToolEcho, clients, fleet.EchoServers, "echoscu", ["-aec", WorklistFolder.AeTitle(Large)]);
            yield return Tool(ToolOneOfThousand, clients, fleet.WorklistServers(Large), "findscu", FindscuArguments(Large, oneItem));
            yield return Tool(ToolTenOfTen, clients, fleet.WorklistServers(Small), "findscu", FindscuArguments(Small, null));
        }
    }

    private Workload Raw(string name, int clients, IReadOnlyList<ServerUnderTest> servers, Func<ServerUnderTest, Func<Requester>> connect) =>
        new(name, clients, Contender.Of(servers, server => Task.FromResult(ClosedLoop.Run(server, connect(server), clients, options.Seconds))));

    private Workload Tool(string name, int clients, IReadOnlyList<ServerUnderTest> servers, string tool, IReadOnlyList<string> arguments)
    {
        var repeats = new ToolRepeats(tool, clients, options.Seconds);
        return new Workload(name, clients, Contender.Of(servers, server => repeats.RunAsync(server, arguments)));
    }

    public static Requester Echoes(ServerUnderTest server)
    {
        if (server.Name == ServerCatalog.Tcp)
        {
            var connection = new PlainConnection(server.Port);
            return new Requester(() => connection.Exchange(DicomBytes.EchoRequest), connection);
        }

        var association = new RawAssociation(server.Port, DicomBytes.AssociateForEcho(WorklistFolder.AeTitle(Large)));
        return new Requester(() => association.Exchange(DicomBytes.EchoRequest), association);
    }

    public static Requester Queries(ServerUnderTest server, int items, string? patientId, int expected)
    {
        byte[] request = DicomBytes.WorklistRequest(WorklistKeys.Identifier(patientId));
        var association = new RawAssociation(server.Port, DicomBytes.AssociateForWorklist(WorklistFolder.AeTitle(items)));
        return new Requester(
            () =>
            {
                int answers = association.Exchange(request);
                if (answers != expected)
                    throw new InvalidDataException($"{answers} answers instead of {expected}.");
            },
            association);
    }

    private static Requester Associations(ServerUnderTest server)
    {
        byte[] associate = DicomBytes.AssociateForEcho(WorklistFolder.AeTitle(Large));
        return new Requester(
            () =>
            {
                using var association = new RawAssociation(server.Port, associate);
                association.Exchange(DicomBytes.EchoRequest);
                association.Release();
            },
            connection: null);
    }

    private static List<string> FindscuArguments(int items, string? patientId)
    {
        List<string> arguments = ["-W", "-aec", WorklistFolder.AeTitle(items)];
        foreach (string key in WorklistKeys.FindscuArguments(patientId))
            arguments.AddRange(["-k", key]);

        return arguments;
    }
}
