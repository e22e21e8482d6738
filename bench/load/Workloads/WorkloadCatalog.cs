using Belfry.LoadBench.Items;
using Belfry.LoadBench.Measuring;
using Belfry.LoadBench.RawClient;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Workloads;

/// <summary>The rows of the harness over the servers that run.</summary>
internal sealed class WorkloadCatalog(Fleet fleet, LoadOptions options)
{
    public const string Echo = "echo", Association = "association: open, echo, release";
    public const string OneOfThousand = "worklist 1,000 items, 1 match", AllOfThousand = "worklist 1,000 items, 1,000 match", TenOfTen = "worklist 10 items, 10 match";
    public const string ToolEcho = "tools: echoscu --repeat", ToolOneOfThousand = "tools: findscu --repeat, 1,000 items, 1 match", ToolTenOfTen = "tools: findscu --repeat, 10 items, 10 match";

    private const int Large = Fleet.Large, Small = Fleet.Small, MaxRepeat = 50_000;

    /// <summary>The rows that were asked for, each at each number of associations.</summary>
    public IEnumerable<Workload> Rows()
    {
        string oneItem = WorklistFolder.PatientId(Large / 2);
        foreach (int clients in options.Associations)
        {
            IEnumerable<Workload> rows =
            [
                Raw(Echo, clients, [.. fleet.EchoServers, .. fleet.PlainEcho], server => () => Echoes(server)),
                Raw(OneOfThousand, clients, fleet.WorklistServers(Large), server => () => Queries(server, Large, oneItem, 1)),
                Raw(AllOfThousand, clients, fleet.WorklistServers(Large), server => () => Queries(server, Large, null, Large)),
                Raw(TenOfTen, clients, fleet.WorklistServers(Small), server => () => Queries(server, Small, null, Small)),
                Raw(Association, clients, fleet.EchoServers, server => () => Associations(server)),
                Tool(ToolEcho, clients, fleet.EchoServers, "echoscu", ["-aec", WorklistFolder.AeTitle(Large)]),
                Tool(ToolOneOfThousand, clients, fleet.WorklistServers(Large), "findscu", FindscuArguments(Large, oneItem)),
                Tool(ToolTenOfTen, clients, fleet.WorklistServers(Small), "findscu", FindscuArguments(Small, null)),
            ];
            foreach (Workload row in rows.Where(r => options.Includes(r.Name) && r.Servers.Count > 0))
                yield return row;
        }
    }

    private Workload Raw(string name, int clients, IReadOnlyList<ServerUnderTest> servers, Func<ServerUnderTest, Func<Requester>> connect) =>
        new(name, clients, servers, server => Task.FromResult(ClosedLoop.Run(server, connect(server), clients, options.Seconds)));

    private Workload Tool(string name, int clients, IReadOnlyList<ServerUnderTest> servers, string tool, IReadOnlyList<string> arguments)
    {
        // The first repetition, which is thrown away, says how many requests last as long as a raw repetition. A server that answers
        // faster than a tool starts needs a few tries until anything can be seen.
        var repeats = new Dictionary<ServerUnderTest, int>();
        return new Workload(name, clients, servers, async server =>
        {
            if (repeats.TryGetValue(server, out int known))
                return await ToolLoop.RunAsync(server, tool, arguments, clients, known);

            Sample sample;
            int repeat = 20;
            while (true)
            {
                sample = await ToolLoop.RunAsync(server, tool, arguments, clients, repeat);
                if (sample.Requests / sample.Rate > options.Seconds / 4 || repeat >= MaxRepeat)
                    break;

                repeat = Math.Min(repeat * 8, MaxRepeat);
            }

            repeats[server] = Math.Clamp((int)(sample.Rate / clients * options.Seconds), 5, MaxRepeat);
            return sample;
        });
    }

    private static Requester Echoes(ServerUnderTest server)
    {
        if (server.Name == ServerCatalog.Tcp)
        {
            var connection = new PlainConnection(server.Port);
            return new Requester(() => connection.Exchange(DicomBytes.EchoRequest), connection);
        }

        var association = new RawAssociation(server.Port, DicomBytes.AssociateForEcho(WorklistFolder.AeTitle(Large)));
        return new Requester(() => association.Exchange(DicomBytes.EchoRequest), association);
    }

    private static Requester Queries(ServerUnderTest server, int items, string? patientId, int expected)
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
