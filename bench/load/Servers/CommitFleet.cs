using Belfry.LoadBench.Workloads;

namespace Belfry.LoadBench.Servers;

/// <summary>The archives that the commitment rows ask, which sync what they store, filled with the same studies. Disposing ends them.</summary>
internal sealed class CommitFleet : IDisposable
{
    private readonly List<ServerUnderTest> _archives = [];

    public IReadOnlyList<ServerUnderTest> Archives => _archives;

    public static async Task<CommitFleet> StartAsync(ArchiveCatalog catalog, LoadOptions options)
    {
        var fleet = new CommitFleet();
        try
        {
            if (options.BelfryProgram is not null)
                fleet.Fill(await catalog.StartBelfryAsync("commit-belfry", isDurable: true), options.Studies);

            if (options.HasPeers)
                fleet.Fill(await catalog.StartOrthancAsync("commit-orthanc", isDurable: true), options.Studies);

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
        foreach (ServerUnderTest server in _archives)
            server.Dispose();
    }

    private void Fill(ServerUnderTest server, int count)
    {
        _archives.Add(server);
        new StoredStudies(count).Store(server, clients: 8);
    }
}
