namespace Belfry.LoadBench.Servers;

/// <summary>The archives that the store rows fill: those that sync, and those that do not. Disposing ends them.</summary>
internal sealed class StoreFleet : IDisposable
{
    private readonly List<ServerUnderTest> _durable = [];
    private readonly List<ServerUnderTest> _notDurable = [];

    /// <summary>Those that answer when the instance is on the disk.</summary>
    public IReadOnlyList<ServerUnderTest> Durable => _durable;

    /// <summary>Those that leave it to the operating system; DCMTK's always do.</summary>
    public IReadOnlyList<ServerUnderTest> NotDurable => _notDurable;

    /// <summary>What writes the same files without looking at them; null without peers.</summary>
    public ServerUnderTest? DurableLimit { get; private set; }

    /// <summary>The same without a sync.</summary>
    public ServerUnderTest? NotDurableLimit { get; private set; }

    public static async Task<StoreFleet> StartAsync(ArchiveCatalog catalog, LimitCatalog limits, LoadOptions options)
    {
        var fleet = new StoreFleet();
        try
        {
            if (options.BelfryProgram is not null)
            {
                fleet._durable.Add(await catalog.StartBelfryAsync("store-belfry", isDurable: true));
                fleet._notDurable.Add(await catalog.StartBelfryAsync("store-belfry-nosync", isDurable: false));
            }

            if (!options.HasPeers)
                return fleet;
            fleet._durable.Add(await catalog.StartOrthancAsync("store-orthanc", isDurable: true));
            fleet._notDurable.Add(await catalog.StartOrthancAsync("store-orthanc-nosync", isDurable: false));
            fleet._notDurable.Add(await catalog.StartQrscpAsync("store-dcmqrscp"));
            fleet._notDurable.Add(await catalog.StartStorescpAsync("store-storescp"));
            fleet.DurableLimit = await limits.StartStoreAsync(isDurable: true);
            fleet.NotDurableLimit = await limits.StartStoreAsync(isDurable: false);
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
        foreach (ServerUnderTest server in _durable.Concat(_notDurable))
            server.Dispose();
        DurableLimit?.Dispose();
        NotDurableLimit?.Dispose();
    }
}
