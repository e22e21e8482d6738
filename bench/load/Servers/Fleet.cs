namespace Belfry.LoadBench.Servers;

/// <summary>All servers of a run, side by side. Disposing ends them.</summary>
internal sealed class Fleet : IDisposable
{
    public const int Large = 1000, Small = 10;

    private readonly List<ServerUnderTest> _all = [];
    private readonly Dictionary<int, List<ServerUnderTest>> _worklist = new() { [Large] = [], [Small] = [] };
    private readonly List<ServerUnderTest> _echo = [];
    private readonly List<ServerUnderTest> _plain = [];
    private readonly List<ServerUnderTest> _ready = [];

    /// <summary>Those that answer C-ECHO, one for each product.</summary>
    public IReadOnlyList<ServerUnderTest> EchoServers => _echo;

    public IReadOnlyList<ServerUnderTest> PlainEcho => _plain;

    public IReadOnlyList<ServerUnderTest> ReadyPdus => _ready;

    public IReadOnlyList<ServerUnderTest> All => _all;

    /// <summary>Those that serve so many worklist items.</summary>
    public IReadOnlyList<ServerUnderTest> WorklistServers(int items) => _worklist[items];

    public static async Task<Fleet> StartAsync(ServerCatalog catalog, LoadOptions options)
    {
        var fleet = new Fleet();
        try
        {
            foreach (int items in (int[])[Large, Small])
                await fleet.StartWorklistServersAsync(catalog, options, items);

            ServerUnderTest wlmscpfs = fleet.Keep(await catalog.StartWlmscpfsAsync(Large, Small));
            fleet._worklist[Large].Add(wlmscpfs);
            fleet._worklist[Small].Add(wlmscpfs);
            fleet._echo.Add(fleet.Keep(await catalog.StartStorescpAsync()));
            fleet._plain.Add(fleet.Keep(await catalog.StartPlainEchoAsync()));
            fleet._ready.Add(fleet.Keep(await catalog.StartReadyPdusAsync()));
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
        foreach (ServerUnderTest server in _all)
            server.Dispose();
    }

    private async Task StartWorklistServersAsync(ServerCatalog catalog, LoadOptions options, int items)
    {
        if (options.BelfryProgram is not null)
        {
            ServerUnderTest belfry = Keep(await catalog.StartBelfryAsync(items));
            _worklist[items].Add(belfry);
            _worklist[items].Add(Keep(await catalog.StartBelfryNativeAsync(items)));
            _worklist[items].Add(Keep(await catalog.StartBelfryIsolatedAsync(items)));
            if (items == Large)
                _echo.Add(belfry);
        }

        ServerUnderTest orthanc = Keep(await catalog.StartOrthancAsync(items));
        _worklist[items].Add(orthanc);
        if (items == Large)
            _echo.Add(orthanc);
    }

    private ServerUnderTest Keep(ServerUnderTest server)
    {
        _all.Add(server);
        return server;
    }
}
