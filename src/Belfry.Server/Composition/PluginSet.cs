using Belfry.Orthanc;
using Belfry.Sdk;
using Belfry.Server.Configuration;
using Belfry.Server.Plugins;
using Belfry.Web;
using Belfry.Worklists;

namespace Belfry.Server.Composition;

/// <summary>The plugins of a running server, managed and native, and what they answer.</summary>
internal sealed partial class PluginSet : IAsyncDisposable
{
    private readonly ILogger _logger;
    private readonly List<ManagedPlugin> _managed = [];
    private OrthancPlugins? _native;

    private PluginSet(ILogger logger) => _logger = logger;

    /// <summary>Who answers worklist queries; null for nobody.</summary>
    public IWorklistHandler? WorklistHandler { get; private set; }

    /// <summary>In words, for the operator.</summary>
    public string WorklistSource { get; private set; } = "none";

    public IReadOnlyList<PluginFacts> Facts =>
    [
        .. _managed.Select(p => new PluginFacts(p.Name, p.Version, p.Description, "managed")),
        .. (_native?.Plugins ?? []).Select(p => new PluginFacts(p.Name, p.Version, p.Description, "native")),
    ];

    /// <exception cref="PluginException">A managed plugin cannot be loaded, or two want the same.</exception>
    /// <exception cref="OrthancPluginException">A native plugin cannot be loaded.</exception>
    public static async Task<PluginSet> LoadAsync(
        ServerConfiguration configuration, ILoggerFactory loggers, TimeProvider clock, CancellationToken cancellation)
    {
        var set = new PluginSet(loggers.CreateLogger("Belfry.Server.Plugins"));
        try
        {
            await set.LoadAsync(PluginPaths.Sort(configuration.Plugins), configuration, loggers, clock, cancellation);
            return set;
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_native is not null)
            await _native.DisposeAsync();
        foreach (var plugin in Enumerable.Reverse(_managed))
        {
            try
            {
                await plugin.DisposeAsync();
            }
            catch (Exception fault)
            {
                LogDisposeFailed(plugin.Name, fault);
            }
        }

        _managed.Clear();
    }

    private async Task LoadAsync(
        PluginPaths paths, ServerConfiguration configuration, ILoggerFactory loggers, TimeProvider clock, CancellationToken cancellation)
    {
        var document = configuration.Document;
        var json = new Lazy<System.Text.Json.JsonElement>(configuration.ToJsonElement);
        IPluginHost HostFor(string name) =>
            new PluginHost(loggers.CreateLogger($"Belfry.Plugins.{name}"), json.Value, document.Folder, clock, new RandomUidGenerator());

        var loader = new ManagedPluginLoader(HostFor);
        foreach (var (path, isNamed) in paths.Managed)
        {
            foreach (var plugin in loader.Load(path, isNamed))
            {
                _managed.Add(plugin);
                LogLoaded(plugin.Name, plugin.Version, plugin.Path);
            }
        }

        if (_managed.GroupBy(plugin => plugin.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new PluginException($"Two plugins are named '{twice.Key}': {string.Join(" and ", twice.Select(p => p.Path))}.");
        if (paths.Native.Count > 0)
        {
            var options = new OrthancPluginOptions
            {
                Paths = paths.Native,
                Configuration = document.ToJson(),
                ConfigurationPath = document.Path,
                Uids = new RandomUidGenerator(),
            };
            _native = await OrthancPlugins.LoadAsync(options, loggers, cancellation);
        }

        ChooseWorklist(configuration, HostFor);
    }

    /// <summary>A native callback, then a managed plugin, then the folder of <c>Worklists</c>.</summary>
    private void ChooseWorklist(ServerConfiguration configuration, Func<string, IPluginHost> hostFor)
    {
        var candidates = _managed.Where(plugin => plugin.Instance is IWorklistHandler).ToList();
        if (candidates.Count > 1)
            throw new PluginException($"More than one plugin answers worklists: {string.Join(", ", candidates.Select(p => p.Name))}. Leave all but one out.");
        if (_native?.WorklistHandler is { } native)
        {
            if (candidates.Count > 0)
                LogWorklistTaken(candidates[0].Name);
            (WorklistHandler, WorklistSource) = (native, "native plugin");
        }
        else if (candidates.Count > 0)
        {
            (WorklistHandler, WorklistSource) = ((IWorklistHandler)candidates[0].Instance, $"plugin '{candidates[0].Name}'");
        }
        else if (configuration.WorklistsEnabled)
        {
            WorklistHandler = MakeFolder(hostFor);
            WorklistSource = "folder of \"Worklists\"";
        }
    }

    private FolderWorklist MakeFolder(Func<string, IPluginHost> hostFor)
    {
        try
        {
            var folder = new FolderWorklist(hostFor("worklists"));
            var version = typeof(FolderWorklist).Assembly.GetName().Version?.ToString(3) ?? "";
            _managed.Add(new ManagedPlugin("worklists", version, "Worklist items from a folder", "", folder));
            LogFolder(folder.ItemCount);
            return folder;
        }
        catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new PluginException($"The worklist folder cannot be served: {fault.Message}", fault);
        }
    }

    [LoggerMessage(5001, LogLevel.Information, "Plugin {Name} {Version} loaded from {Path}")]
    private partial void LogLoaded(string name, string version, string path);

    [LoggerMessage(5002, LogLevel.Warning, "A native plugin answers worklist queries; the plugin {Name} is not asked")]
    private partial void LogWorklistTaken(string name);

    [LoggerMessage(5003, LogLevel.Information, "The worklist folder holds {Count} items")]
    private partial void LogFolder(int count);

    [LoggerMessage(5004, LogLevel.Warning, "The plugin {Name} failed to stop")]
    private partial void LogDisposeFailed(string name, Exception fault);
}
