using Belfry.LoadBench.Items;
using Belfry.LoadBench.Measuring;
using Belfry.LoadBench.RawClient;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Workloads;

/// <summary>The rows of uploads by REST, into the archives of the C-STORE rows: one instance a request, on connections that are kept.</summary>
internal sealed class UploadRows(StoreFleet fleet, string folder, LoadOptions options)
{
    public const string Durable = "rest: upload 16 KiB, durable", NotDurable = "rest: upload 16 KiB, not durable";

    private const int MostBytes = 256 * 1024 * 1024;

    // Far from the numbers of the C-STORE rows.
    private static int s_clients = 100_000;

    public static IReadOnlyList<string> Names { get; } = [Durable, NotDurable];

    public IEnumerable<Workload> Rows()
    {
        foreach (int clients in options.Associations)
        {
            yield return Row(Durable, clients, fleet.Durable);
            yield return Row(NotDurable, clients, fleet.NotDurable);
        }
    }

    private Workload Row(string name, int clients, IReadOnlyList<ServerUnderTest> servers) => new(
        name,
        clients,
        Contender.Of(servers.Where(server => server.HttpPort != 0), async server =>
        {
            await DirtyPages.FlushAsync(folder);
            return ClosedLoop.Run(server, () => Uploads(server), clients, options.Seconds, MostBytes / StoreRows.SmallBytes / clients);
        }),
        StoreRows.SmallBytes);

    private static Requester Uploads(ServerUnderTest server)
    {
        NumberedBytes request = RestRequests.Upload(StoreRows.SmallBytes);
        var connection = new HttpConnection(server.HttpPort);
        var numbers = new ImageNumbers(Interlocked.Increment(ref s_clients));
        return new Requester(
            () =>
            {
                numbers.Next(request);
                if (connection.Exchange(request.Bytes).IndexOf("\"Success\""u8) < 0)
                    throw new InvalidDataException("The answer does not say \"Success\".");
            },
            connection);
    }
}
