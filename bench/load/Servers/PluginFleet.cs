namespace Belfry.LoadBench.Servers;

/// <summary>Belfry with the managed sample, Orthanc with the exported one, and Orthanc with the same in C. Disposing ends them.</summary>
internal sealed class PluginFleet : IDisposable
{
    private readonly List<ServerUnderTest> _orthancs = [];

    /// <summary>Belfry; null when it is not measured.</summary>
    public ServerUnderTest? Managed { get; private set; }

    /// <summary>The two Orthancs.</summary>
    public IReadOnlyList<ServerUnderTest> Orthancs => _orthancs;

    public static async Task<PluginFleet> StartAsync(ServerCatalog catalog, string folder, LoadOptions options)
    {
        var fleet = new PluginFleet();
        try
        {
            if (options.BelfryProgram is not null)
                fleet.Managed = await catalog.StartBelfryWithAsync(ServerCatalog.ManagedPlugin, options.ManagedPlugin);
            fleet._orthancs.Add(await catalog.StartOrthancWithAsync(ServerCatalog.ExportedPlugin, options.ExportedPlugin));
            fleet._orthancs.Add(await catalog.StartOrthancWithAsync(ServerCatalog.CPlugin, await NativePrograms.CompilePreparedPluginAsync(folder, options.Repository)));
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
        Managed?.Dispose();
        _orthancs.ForEach(server => server.Dispose());
    }
}
