using Belfry.Dicom;
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
    private readonly IModalities _modalities;
    private readonly List<ManagedPlugin> _managed = [];
    private OrthancPlugins? _native;
    private IRestApi? _rest;
    private IPluginStores? _stores;

    private PluginSet(IModalities modalities, ILogger logger) => (_modalities, _logger) = (modalities, logger);

    /// <summary>Who answers worklist queries; empty for nobody.</summary>
    public IReadOnlyList<ChosenHandler<IWorklistHandler>> Worklists { get; private set; } = [];

    /// <summary>What plugins may use once it is open; null without an archive.</summary>
    public IInstanceArchive? Archive { get; set; }

    /// <summary>The server's REST interface for plugins; null until its routes are there.</summary>
    public IRestApi? Rest
    {
        get => _rest;
        set
        {
            _rest = value;
            if (_native is not null)
                _native.RestApi = value;
        }
    }

    /// <summary>What plugins keep; null until the archive is open, and without one.</summary>
    public IPluginStores? Stores
    {
        get => _stores;
        set
        {
            _stores = value;
            if (_native is not null)
                _native.Stores = value;
        }
    }

    /// <summary>The server's jobs for plugins; null until the engine is made.</summary>
    public IPluginJobs? Jobs { get; set; }

    /// <summary>The kinds of jobs that plugins of managed code do, with whose they are.</summary>
    public IReadOnlyList<(ManagedPlugin Plugin, PluginJobKind Kind)> JobKinds { get; private set; } = [];

    /// <summary>The plugins that serve addresses over HTTP, native ones first: they were written against a server where nobody else does.</summary>
    public IReadOnlyList<IRestHandler> RestHandlers => _native is null ? OfManaged<IRestHandler>() : [_native.RestHandler, .. OfManaged<IRestHandler>()];

    /// <summary>The plugins that have to do with what the archive stores, managed ones first.</summary>
    public ArchiveWatching ArchiveWatching => new(
        [.. OfManaged<IInstanceCoercer>(), .. _native?.InstanceCoercers ?? []],
        [.. OfManaged<IInstanceFilter>(), .. _native?.InstanceFilters ?? []],
        [.. OfManaged<IArchiveObserver>(), .. _native?.Observers ?? []]);

    /// <summary>The plugins that may refuse requests of HTTP.</summary>
    public IReadOnlyList<IRestFilter> RestFilters => _native is null ? OfManaged<IRestFilter>() : [_native.RestFilter, .. OfManaged<IRestFilter>()];

    /// <summary>The plugins of managed code, in the order of the configuration.</summary>
    public IReadOnlyList<ManagedPlugin> Managed => _managed;

    /// <summary>The native plugins; null when there are none.</summary>
    public OrthancPlugins? Native => _native;

    /// <summary>Who answers worklist queries, in words.</summary>
    public string WorklistSource => Worklists.Count == 0 ? "none" : string.Join(", ", Worklists.Select(Describe));

    public IReadOnlyList<PluginFacts> Facts =>
    [
        .. _managed.Select(p => new PluginFacts(p.Name, p.Version, p.Description, "managed")),
        .. (_native?.Plugins ?? []).Select(p => new PluginFacts(p.Name, p.Version, p.Description, "native") { Unserved = p.Unserved, IsIsolated = p.Process is not null }),
    ];

    /// <summary>Loads the plugins that the configuration names.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="modalities">The peers that plugins may ask.</param>
    /// <param name="loggers">Where plugins log.</param>
    /// <param name="clock">Time of the plugins.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="PluginException">A managed plugin cannot be loaded, or two want the same.</exception>
    /// <exception cref="OrthancPluginException">A native plugin cannot be loaded.</exception>
    public static async Task<PluginSet> LoadAsync(
        ServerConfiguration configuration, IModalities modalities, ILoggerFactory loggers, TimeProvider clock, CancellationToken cancellation)
    {
        var set = new PluginSet(modalities, loggers.CreateLogger("Belfry.Server.Plugins"));
        try
        {
            await set.LoadAsync(PluginPaths.Sort(configuration.Plugins), configuration, loggers, clock, cancellation);
            return set;
        }
        catch
        {
            // Why the start failed is to be told, also when a plugin never ends.
            if (!await BoundedEnd.TryAsync(configuration, clock, () => set.DisposeAsync().AsTask()))
                set.LogLeftBehind();
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
            new PluginHost(loggers.CreateLogger($"Belfry.Plugins.{name}"), json.Value, document.Folder, clock, this, _modalities);

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
        JobKinds = PluginJobKinds.Of(_managed);
        var isolation = PluginForesight.IsolationOfNative(configuration, _managed.Select(static plugin => (plugin.Name, plugin.Path)), paths.Native.Count > 0);
        if (paths.Native.Count > 0)
        {
            var options = new OrthancPluginOptions
            {
                Paths = paths.Native,
                Configuration = document.ToJson(),
                ConfigurationPath = document.Path,
                Uids = new RandomUidGenerator(),
                CacheFiles = configuration.PluginFilesCached,
                FindAnswers = configuration.NativePlugins.FindAnswers,
                ConcurrentMoves = configuration.NativePlugins.ConcurrentMoves,
                Isolation = isolation,
                Http = configuration.NativePlugins.Http,
                Matching = MatchingPolicy.Worklist with
                {
                    PersonNames = configuration.Matching.PersonNames,
                    DefaultCharacterSet = SpecificCharacterSet.For(configuration.Matching.DefaultCharacterSet),
                },
            };
            _native = await OrthancPlugins.LoadAsync(options, loggers, cancellation);
        }

        WarnOfEmptyFolders(configuration.Plugins);
        ChooseWorklist(configuration, HostFor);
    }

    private void WarnOfEmptyFolders(IEnumerable<string> paths)
    {
        var loaded = _managed.Select(static plugin => plugin.Path).Concat(_native?.Plugins.Select(static plugin => plugin.Path) ?? []).ToList();
        foreach (var folder in paths.Where(Directory.Exists))
        {
            if (!loaded.Exists(path => string.Equals(Path.GetFullPath(Path.GetDirectoryName(path) ?? ""), Path.GetFullPath(folder).TrimEnd('/'), StringComparison.Ordinal)))
                LogNoPlugins(folder);
        }
    }

    /// <summary>Who answers for a service of the plugins, or what is built in.</summary>
    /// <exception cref="PluginException">Two managed plugins want to answer for the same.</exception>
    public IReadOnlyList<ChosenHandler<T>> Choose<T>(string service, T? native, ChosenHandler<T>? builtIn)
        where T : class => HandlerChoice.Choose(service, _managed, native, builtIn, name => LogPassedOver(service, name));

    private List<T> OfManaged<T>()
        where T : class => [.. _managed.Select(static plugin => plugin.Instance).OfType<T>()];

    private static string Describe(ChosenHandler<IWorklistHandler> handler) =>
        handler.CalledAETitle is { } title ? $"{handler.Source} for {title}" : handler.Source;

    private void ChooseWorklist(ServerConfiguration configuration, Func<string, IPluginHost> hostFor)
    {
        Worklists = Choose("worklists", _native?.WorklistHandler, builtIn: null);
        if (configuration.WorklistsEnabled && Worklists.All(static handler => handler.CalledAETitle is not null))
            Worklists = [.. Worklists, new ChosenHandler<IWorklistHandler>(MakeFolder(hostFor), null, "folder of \"Worklists\"")];
    }

    private FolderWorklist MakeFolder(Func<string, IPluginHost> hostFor)
    {
        try
        {
            var folder = new FolderWorklist(hostFor("worklists"));
            var version = typeof(FolderWorklist).Assembly.GetName().Version?.ToString(3) ?? "";
            _managed.Add(new ManagedPlugin("worklists", version, "Worklist items from a folder", "", folder));
            LogFolder(folder.ItemCount == 1 ? "1 item" : $"{folder.ItemCount} items");
            return folder;
        }
        catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new PluginException($"The worklist folder cannot be served: {fault.Message}", fault);
        }
    }

    [LoggerMessage(5001, LogLevel.Information, "Plugin {Name} {Version} loaded from {Path}")]
    private partial void LogLoaded(string name, string version, string path);

    [LoggerMessage(5002, LogLevel.Warning, "A native plugin answers {Service}; the plugin {Name} is not asked")]
    private partial void LogPassedOver(string service, string name);

    [LoggerMessage(5003, LogLevel.Information, "The worklist folder holds {Items}")]
    private partial void LogFolder(string items);

    [LoggerMessage(5007, LogLevel.Warning, "Plugins: no plugin was found in the folder {Folder} (folders below it are not looked into)")]
    private partial void LogNoPlugins(string folder);

    [LoggerMessage(5004, LogLevel.Warning, "The plugin {Name} failed to stop")]
    private partial void LogDisposeFailed(string name, Exception fault);

    [LoggerMessage(5074, LogLevel.Error, "A plugin does not end; the server does without waiting for it")]
    private partial void LogLeftBehind();
}
