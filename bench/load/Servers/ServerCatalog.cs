using System.Globalization;
using System.Text.Json;
using Belfry.LoadBench.Items;
using Belfry.LoadBench.RawClient;
using Belfry.LoadBench.Workloads;
using Belfry.TestKit;

namespace Belfry.LoadBench.Servers;

/// <summary>Starts each server in the way it is shipped, with the settings that the task needs and no others.</summary>
internal sealed class ServerCatalog(string folder, LoadOptions options)
{
    /// <summary>The names by which rows and aims refer to the servers.</summary>
    public const string Belfry = "Belfry", BelfryNative = "Belfry, native plugin", BelfryIsolated = "Belfry, isolated plugin", Orthanc = "Orthanc", Dcmtk = "DCMTK", Tcp = "plain TCP echo", ReadyPdus = "C program with ready PDUs";
    public const string ManagedPlugin = "Belfry, managed plugin", ManagedEcho = "Belfry, C-ECHO", ExportedPlugin = "Orthanc, exported plugin", CPlugin = "Orthanc, plugin in C";

    public const string Quiet = "Belfry, nothing recorded";

    private readonly Dictionary<int, string> _folders = [];

    /// <summary>Belfry with its own folder source.</summary>
    public Task<ServerUnderTest> StartBelfryAsync(int items) => StartBelfryAsync(Belfry, items);

    /// <summary>Belfry with the compiled ModalityWorklists plugin.</summary>
    public Task<ServerUnderTest> StartBelfryNativeAsync(int items) => StartBelfryAsync(BelfryNative, items);

    /// <summary>The same, with the plugin in a process of its own.</summary>
    public Task<ServerUnderTest> StartBelfryIsolatedAsync(int items) => StartBelfryAsync(BelfryIsolated, items);

    /// <summary>The same as the first without the console, and so without recording for its live view.</summary>
    public Task<ServerUnderTest> StartBelfryQuietAsync(int items) => StartBelfryAsync(Quiet, items);

    /// <summary>Belfry with one plugin and no worklist folder.</summary>
    public Task<ServerUnderTest> StartBelfryWithAsync(string name, string plugin)
    {
        (int port, string home, string configuration) = PrepareWith("belfry", plugin);
        return ServerUnderTest.StartAsync(name, port, home, options.BelfryProgram!, "serve", configuration);
    }

    /// <summary>Orthanc with one plugin.</summary>
    public Task<ServerUnderTest> StartOrthancWithAsync(string name, string plugin)
    {
        (int port, string home, string configuration) = PrepareWith("orthanc", plugin);
        return ServerUnderTest.StartAsync(name, port, home, options.OrthancProgram, configuration);
    }

    /// <summary>Belfry, not waited for: for measuring the start.</summary>
    public ServerUnderTest LaunchBelfry(int items)
    {
        (int port, string home, string configuration) = PrepareBelfry(Belfry, items);
        return ServerUnderTest.Launch(Belfry, port, home, options.BelfryProgram!, "serve", configuration);
    }

    public Task<ServerUnderTest> StartOrthancAsync(int items)
    {
        (int port, string home, string configuration) = PrepareOrthanc(items);
        return ServerUnderTest.StartAsync(Orthanc, port, home, options.OrthancProgram, configuration);
    }

    public ServerUnderTest LaunchOrthanc(int items)
    {
        (int port, string home, string configuration) = PrepareOrthanc(items);
        return ServerUnderTest.Launch(Orthanc, port, home, options.OrthancProgram, configuration);
    }

    /// <summary>wlmscpfs, over all item folders made so far; the called AE title chooses.</summary>
    public Task<ServerUnderTest> StartWlmscpfsAsync(params ReadOnlySpan<int> itemCounts)
    {
        foreach (int items in itemCounts)
            ItemFolder(items);

        int port = FreePort.Take();
        return ServerUnderTest.StartAsync(Dcmtk, port, Home("wlmscpfs"), "wlmscpfs", "-dfp", Path.Combine(folder, "items"), Text(port));
    }

    /// <summary>storescp as DCMTK's C-ECHO peer, a process for each association.</summary>
    public Task<ServerUnderTest> StartStorescpAsync()
    {
        int port = FreePort.Take();
        return ServerUnderTest.StartAsync(Dcmtk, port, Home("storescp"), "storescp", "--fork", Text(port));
    }

    public Task<ServerUnderTest> StartPlainEchoAsync()
    {
        int port = FreePort.Take();
        return ServerUnderTest.StartAsync(Tcp, port, Home("echo"), options.EchoServerProgram, Text(port));
    }

    /// <summary>What answers the raw client's association and C-ECHO without looking at them.</summary>
    public async Task<ServerUnderTest> StartReadyPdusAsync()
    {
        int port = FreePort.Take();
        string home = Home("ready"), accept = Path.Combine(home, "accept.pdu"), response = Path.Combine(home, "response.pdu");
        await File.WriteAllBytesAsync(accept, DicomBytes.AcceptOfEcho);
        await File.WriteAllBytesAsync(response, DicomBytes.EchoResponse);
        return await ServerUnderTest.StartAsync(ReadyPdus, port, home, options.ReadyPdusProgram, Text(port), accept, response);
    }

    private async Task<ServerUnderTest> StartBelfryAsync(string name, int items)
    {
        (int port, string home, string configuration) = PrepareBelfry(name, items);
        return await ServerUnderTest.StartAsync(name, port, home, options.BelfryProgram!, "serve", configuration);
    }

    private (int Port, string Home, string Configuration) PrepareBelfry(string name, int items)
    {
        string kind = name switch { BelfryNative => "-native", BelfryIsolated => "-isolated", Quiet => "-quiet", _ => "" };
        string home = Home($"belfry{kind}-{items}");
        Dictionary<string, object> settings = Settings(home, items, out int port);
        if (name == Quiet)
            settings["OrthancExplorerEnabled"] = false;
        else if (name != Belfry)
            settings["Plugins"] = new[] { options.WorklistPlugin };

        if (name == BelfryIsolated)
            ((Dictionary<string, object>)settings["Belfry"])["Isolation"] = "process";

        return (port, home, Write(home, settings));
    }

    private (int Port, string Home, string Configuration) PrepareOrthanc(int items)
    {
        string home = Home($"orthanc-{items}");
        Dictionary<string, object> settings = Settings(home, items, out int port);
        settings["Plugins"] = new[] { options.WorklistPlugin };
        return (port, home, Write(home, settings));
    }

    private (int Port, string Home, string Configuration) PrepareWith(string server, string plugin)
    {
        string home = Home($"{server}-{Path.GetFileNameWithoutExtension(plugin)}");
        Dictionary<string, object> settings = Settings(home, Fleet.Small, out int port);
        settings["DicomAet"] = PreparedItem.AeTitle;
        settings["Plugins"] = new[] { plugin };
        settings.Remove("Worklists");
        return (port, home, Write(home, settings));
    }

    private Dictionary<string, object> Settings(string home, int items, out int port)
    {
        port = FreePort.Take();
        return new Dictionary<string, object>
        {
            ["Name"] = "Load",
            ["StorageDirectory"] = Path.Combine(home, "storage"),
            ["IndexDirectory"] = Path.Combine(home, "storage"),
            ["DicomAet"] = WorklistFolder.AeTitle(items),
            ["DicomPort"] = port,
            ["HttpPort"] = FreePort.Take(),
            ["RemoteAccessAllowed"] = false,
            ["DicomAlwaysAllowFindWorklist"] = true,
            ["DicomAlwaysAllowFind"] = true,
            ["Belfry"] = new Dictionary<string, object>
            {
                ["MaximumAssociations"] = 2 * Cost.IdleAssociations,
                ["MaximumAssociationsPerAddress"] = 2 * Cost.IdleAssociations,
            },
            ["Worklists"] = new Dictionary<string, object> { ["Enable"] = true, ["Database"] = ItemFolder(items) },
        };
    }

    private string ItemFolder(int items)
    {
        if (!_folders.TryGetValue(items, out string? path))
            _folders[items] = path = WorklistFolder.Create(Path.Combine(folder, "items"), items);

        return path;
    }

    private string Home(string name)
    {
        string home = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.Combine(home, "storage"));
        return home;
    }

    private static string Write(string home, Dictionary<string, object> settings)
    {
        string path = Path.Combine(home, "configuration.json");
        File.WriteAllText(path, JsonSerializer.Serialize(settings));
        return path;
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
