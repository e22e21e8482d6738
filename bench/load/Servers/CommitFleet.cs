using Belfry.LoadBench.Workloads;

namespace Belfry.LoadBench.Servers;

/// <summary>The archives that the commitment rows ask, which sync what they store, filled with the same studies. Disposing ends them.</summary>
internal sealed class CommitFleet : IDisposable
{
    private readonly List<ServerUnderTest> _belfry = [], _belfryUnread = [], _orthanc = [];

    /// <summary>As it is shipped: what is committed was read and has the digest that it came with.</summary>
    public IReadOnlyList<ServerUnderTest> Belfry => _belfry;

    /// <summary>What is committed is there with its length.</summary>
    public IReadOnlyList<ServerUnderTest> BelfryUnread => _belfryUnread;

    public IReadOnlyList<ServerUnderTest> Orthanc => _orthanc;

    /// <summary>All of them.</summary>
    public IEnumerable<ServerUnderTest> Archives => [.. _belfry, .. _belfryUnread, .. _orthanc];

    public static async Task<CommitFleet> StartAsync(ArchiveCatalog catalog, LoadOptions options)
    {
        var fleet = new CommitFleet();
        try
        {
            if (options.BelfryProgram is not null)
            {
                fleet._belfry.Add(await catalog.StartBelfryAsync("commit-belfry", isDurable: true));
                fleet._belfryUnread.Add(await catalog.StartBelfryAsync("commit-belfry-unread", isDurable: true, commitmentReadsFiles: false));
            }

            if (options.HasPeers)
                fleet._orthanc.Add(await catalog.StartOrthancAsync("commit-orthanc", isDurable: true));

            var studies = new StoredStudies(options.Studies);
            foreach (ServerUnderTest server in fleet.Archives)
                studies.Store(server, clients: 8);

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
        foreach (ServerUnderTest server in Archives)
            server.Dispose();
    }
}
