using Belfry.LoadBench.RawClient;
using Belfry.LoadBench.Workloads;

namespace Belfry.LoadBench.Servers;

/// <summary>The archives that the find and retrieve rows ask, filled with the same studies. Disposing ends them.</summary>
internal sealed class QueryFleet : IDisposable
{
    private readonly List<(ServerUnderTest Server, StoredStudies Studies)> _archives = [];

    public IReadOnlyList<(ServerUnderTest Server, StoredStudies Studies)> Archives => _archives;

    /// <summary>The destination of C-MOVE.</summary>
    public StoreSink Sink { get; }

    /// <summary>What has one answer to a query ready; null without peers, as the others.</summary>
    public ServerUnderTest? OneAnswer { get; private set; }

    /// <summary>What has ten answers ready.</summary>
    public ServerUnderTest? TenAnswers { get; private set; }

    /// <summary>What has the images of a study ready, in files.</summary>
    public ServerUnderTest? ReadyStudy { get; private set; }

    /// <summary>The archives and a limit, which may be asked for the same studies.</summary>
    public IEnumerable<(ServerUnderTest Server, StoredStudies Studies)> ArchivesAnd(ServerUnderTest? limit) =>
        limit is null ? _archives : _archives.Append((limit, _archives[0].Studies));

    private QueryFleet(StoreSink sink) => Sink = sink;

    public static async Task<QueryFleet> StartAsync(ArchiveCatalog catalog, LimitCatalog limits, StoreSink sink, LoadOptions options)
    {
        var fleet = new QueryFleet(sink);
        try
        {
            if (options.BelfryProgram is not null)
                fleet.Fill(await catalog.StartBelfryAsync("query-belfry", isDurable: false), options.Studies);

            if (!options.HasPeers)
                return fleet;
            fleet.Fill(await catalog.StartOrthancAsync("query-orthanc", isDurable: false), options.Studies);
            fleet.Fill(await catalog.StartQrscpAsync("query-dcmqrscp"), Math.Min(options.Studies, ArchiveCatalog.QrscpStudies));
            fleet.OneAnswer = await limits.StartFindAsync(1);
            fleet.TenAnswers = await limits.StartFindAsync(10);
            fleet.ReadyStudy = await limits.StartGetAsync();
            return fleet;
        }
        catch
        {
            fleet.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach ((ServerUnderTest server, _) in _archives)
            server.Dispose();
        foreach (ServerUnderTest? limit in (ServerUnderTest?[])[OneAnswer, TenAnswers, ReadyStudy])
            limit?.Dispose();
    }

    private void Fill(ServerUnderTest server, int count)
    {
        var studies = new StoredStudies(count);
        _archives.Add((server, studies));
        // Two associations that store into one area of dcmqrscp at once lose instances to each other.
        studies.Store(server, clients: server.Name == ArchiveCatalog.Qrscp ? 1 : 8);
    }
}
