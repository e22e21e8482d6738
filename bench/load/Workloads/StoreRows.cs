using System.Globalization;
using Belfry.LoadBench.Items;
using Belfry.LoadBench.Measuring;
using Belfry.LoadBench.RawClient;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Workloads;

/// <summary>The rows of C-STORE. Each repetition ends after its time or after <see cref="MostBytes"/>, so that no disk is filled.</summary>
internal sealed class StoreRows(StoreFleet fleet, WriteLimit limit, string folder, LoadOptions options)
{
    public const string DurableSmall = "store 16 KiB, durable", DurableLarge = "store 512 KiB, durable",
        Small = "store 16 KiB, not durable", Large = "store 512 KiB, not durable", Tool = "tools: storescu --repeat, 16 KiB, durable";

    public const int SmallBytes = 16 * 1024, LargeBytes = 512 * 1024;

    private const int MostBytes = 256 * 1024 * 1024, ImagesPerSeries = 50;

    private int _area;
    private int _clients;

    public static IReadOnlyList<string> Names { get; } = [DurableSmall, DurableLarge, Small, Large, Tool];

    public IEnumerable<Workload> Rows()
    {
        foreach (int clients in options.Associations)
        {
            yield return Row(DurableSmall, clients, SmallBytes, isDurable: true);
            yield return Row(DurableLarge, clients, LargeBytes, isDurable: true);
            yield return Row(Small, clients, SmallBytes, isDurable: false);
            yield return Row(Large, clients, LargeBytes, isDurable: false);
        }

        yield return ToolRow(clients: 1);
    }

    private Workload Row(string name, int clients, int bytes, bool isDurable)
    {
        int most = MostBytes / bytes / clients;
        IEnumerable<ServerUnderTest> servers = isDurable ? fleet.Durable : fleet.NotDurable;
        if ((isDurable ? fleet.DurableLimit : fleet.NotDurableLimit) is { } ready)
            servers = servers.Append(ready);
        List<Contender> contenders = [.. Contender.Of(servers, server => RunAsync(server, clients, bytes, most))];
        contenders.Add(new Contender(ArchiveCatalog.WriteLimit, async () =>
        {
            await DirtyPages.FlushAsync(folder);
            return await limit.RunAsync(Image.File(bytes).Bytes, isDurable, clients, options.Seconds, most);
        }));
        return new Workload(name, clients, contenders, bytes);
    }

    private async Task<Sample> RunAsync(ServerUnderTest server, int clients, int bytes, int mostPerClient)
    {
        await DirtyPages.FlushAsync(folder);
        return ClosedLoop.Run(server, () => Stores(server, bytes), clients, options.Seconds, mostPerClient);
    }

    private Requester Stores(ServerUnderTest server, int bytes)
    {
        string area = ArchiveCatalog.AeTitle(Interlocked.Increment(ref _area));
        var association = new RawAssociation(server.Port, DicomBytes.AssociateFor(DicomBytes.ImageStorage, area));
        NumberedBytes image = Image.StoreRequest(bytes, association.MaximumPduLength);
        var numbers = new ImageNumbers(Interlocked.Increment(ref _clients));
        return new Requester(
            () =>
            {
                numbers.Next(image);
                association.Exchange(image.Bytes);
            },
            association);
    }

    // storescu makes a new SOP Instance UID for each, and a new series after fifty.
    private Workload ToolRow(int clients)
    {
        string file = Path.Combine(folder, "image.dcm");
        NumberedBytes image = Image.File(SmallBytes);
        image.SetStudy(1);
        File.WriteAllBytes(file, image.Bytes);
        var repeats = new ToolRepeats("storescu", clients, options.Seconds);
        IReadOnlyList<ServerUnderTest> servers = [.. fleet.Durable, .. fleet.NotDurable.Where(s => s.Name is ArchiveCatalog.Qrscp or ArchiveCatalog.Storescp)];
        return new Workload(Tool, clients, Contender.Of(servers, async server =>
        {
            await DirtyPages.FlushAsync(folder);
            string[] arguments = ["-aec", ArchiveCatalog.AeTitle(Interlocked.Increment(ref _area)), "-xe", "+IR", ImagesPerSeries.ToString(CultureInfo.InvariantCulture)];
            return await repeats.RunAsync(server, arguments, file);
        }), SmallBytes);
    }
}
