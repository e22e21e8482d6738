namespace Belfry.LoadBench.Servers;

/// <summary>Belfry twice: as it is shipped, which records traffic for the live view, and without. Nobody watches. Disposing ends both.</summary>
internal sealed class LiveFleet : IDisposable
{
    private readonly List<ServerUnderTest> _servers = [];

    public IReadOnlyList<ServerUnderTest> Servers => _servers;

    public static async Task<LiveFleet> StartAsync(ServerCatalog catalog)
    {
        var fleet = new LiveFleet();
        try
        {
            fleet._servers.Add(await catalog.StartBelfryAsync(Fleet.Large));
            fleet._servers.Add(await catalog.StartBelfryQuietAsync(Fleet.Large));
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
        foreach (ServerUnderTest server in _servers)
            server.Dispose();
    }
}
