using Belfry.Jobs;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Archive;
using Belfry.Orthanc.Dicom;
using Belfry.Orthanc.Isolation;
using Belfry.Orthanc.Isolation.Messages;
using Belfry.Orthanc.Jobs;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc;

/// <summary>
/// The native plugins of a server, from loading to finalisation. They run unchanged: each gets the context of the plugin interface
/// 1.12.11, and its callbacks appear here as handlers of the SDK. Libraries stay in memory until the process ends.
/// </summary>
public sealed class OrthancPlugins : IAsyncDisposable
{
    // Those of plugins wait for others most of the time.
    private const int ConcurrentJobs = 8;

    private readonly IReadOnlyList<NativePlugin> _plugins;
    private readonly PluginHost _host;
    private readonly IReadOnlyList<NativeObserver> _observers;
    private bool _stopped;

    private OrthancPlugins(PluginHost host, IReadOnlyList<NativePlugin> plugins)
    {
        _host = host;
        _plugins = plugins;
        if (host.Worklist.Close() is { } worklist)
            WorklistHandler = new NativeWorklistHandler(host, worklist);
        if (host.Find.Close() is { } find)
            FindHandler = new NativeFindHandler(host, find);
        if (host.Move.Close() is { } move)
            RetrieveHandler = new NativeMoveHandler(host, move) { Freeing = host.Freeing };
        if (host.ReceivedInstance.Close() is { } received)
            InstanceCoercers = [new NativeInstanceCoercer(received)];
        CommitmentHandler = new NativeCommitmentHandler(host);
        _observers = [.. plugins.Where(static p => p.InstanceCallbacks is not { Changes.IsEmpty: true, Stored.IsEmpty: true }).Select(static p => new NativeObserver(p))];
        InstanceFilters =
        [
            .. plugins.Where(static p => p.InstanceCallbacks is not { Filters.IsEmpty: true, StoreFilters.IsEmpty: true })
                .Select(static p => new NativeInstanceFilter(p)),
        ];
        if (host.Isolated.Count == 0)
            return;
        if (host.Owner(TakenSlots.Worklist) is { } worklistOwner)
            WorklistHandler = new IsolatedWorklistHandler(worklistOwner);
        if (host.Owner(TakenSlots.Find) is { } findOwner)
            FindHandler = new IsolatedFindHandler(findOwner);
        if (host.Owner(TakenSlots.Move) is { } moveOwner)
            RetrieveHandler = new IsolatedMoveHandler(moveOwner);
        CommitmentHandler = new CommitmentHandlers(
            [CommitmentHandler, .. host.Isolated.Select(static plugin => new IsolatedCommitmentHandler(plugin))]);
    }

    /// <summary>
    /// The handler behind the worklist callback that a plugin registered during its initialisation; null when none did, or when what it
    /// registered was null. A callback that is registered later is accepted and never called, as in the reference host.
    /// </summary>
    public IWorklistHandler? WorklistHandler { get; }

    /// <summary>
    /// The handler behind the find callback (Query/Retrieve C-FIND, every model and level); null as <see cref="WorklistHandler"/>. It
    /// takes the place of the server's own handler: a native callback cannot hand a query on.
    /// </summary>
    public IFindHandler? FindHandler { get; }

    /// <summary>
    /// The handler behind the move callback; null when no plugin registered one. It takes the place of the server's own handler for
    /// C-MOVE; C-GET is not for it. A registration with null functions is one too, and fails every request with C000H.
    /// </summary>
    public IRetrieveHandler? RetrieveHandler { get; }

    /// <summary>
    /// The handler behind all storage commitment callbacks: it asks the factories that are registered when a transaction begins, in their
    /// order over all plugins, and takes none when none takes it. There is always one, because plugins may register at any time.
    /// </summary>
    public IStorageCommitmentHandler CommitmentHandler { get; }

    /// <summary>The routes behind the REST callbacks of all plugins, in the order of their registration. Plugins may register at any time.</summary>
    public IRestHandler RestHandler => _host.RestCallbacks;

    /// <summary>The HTTP filters of all plugins.</summary>
    public IRestFilter RestFilter => _host.HttpFilters;

    /// <summary>
    /// The server's REST interface, which plugins call; null until its routes are there. While it is null, such a call is refused with 2038
    /// (<c>DatabaseNotInitialized</c>), as in the reference host before its database is open.
    /// </summary>
    public IRestApi? RestApi
    {
        get => _host.RestApi;
        set => _host.RestApi = value;
    }

    /// <summary>The peers that plugins may call by their names; asked each time when one wants to know.</summary>
    public Func<IReadOnlyList<OrthancPeer>> Peers
    {
        get => _host.Peers;
        set => _host.Peers = value;
    }

    /// <summary>The kind of all jobs of native plugins, for the server's engine.</summary>
    public JobKind JobKind => new(NativeJobs.KindName, _host.Jobs) { Concurrency = ConcurrentJobs, Retry = RetryPolicy.Never };

    /// <summary>The server's jobs, which plugins submit to; null until there are any. While it is null, a submission is refused with 2038.</summary>
    public JobEngine? Jobs
    {
        get => _host.Jobs.Engine;
        set => _host.Jobs.Engine = value;
    }

    /// <summary>
    /// What plugins keep by keys and in queues; null until the archive is open, and without one. While it is null, such a call is refused with 2038
    /// (<c>DatabaseNotInitialized</c>).
    /// </summary>
    public IPluginStores? Stores
    {
        get => _host.PluginStores;
        set => _host.PluginStores = value;
    }

    /// <summary>
    /// One for each plugin that registered change callbacks or callbacks for stored instances during its initialisation; what it registers later is
    /// heard too, if there was one before.
    /// </summary>
    public IReadOnlyList<IArchiveObserver> Observers => _observers;

    /// <summary>The one callback that changes instances that come, if a plugin registered it during its initialisation.</summary>
    public IReadOnlyList<IInstanceCoercer> InstanceCoercers { get; } = [];

    /// <summary>One for each plugin that registered filters of instances during its initialisation.</summary>
    public IReadOnlyList<IInstanceFilter> InstanceFilters { get; }

    /// <summary>The plugins in the order they were loaded, those with processes of their own last.</summary>
    public IReadOnlyList<OrthancPluginInfo> Plugins =>
    [
        .. _plugins.Select(p => p.Describe()),
        .. _host.Isolated.Select(static p => new OrthancPluginInfo(
            p.Facts.Name, p.Facts.Version, p.Facts.Description, p.Facts.RootUri, p.Path, p.Facts.Callbacks, p.Status) { Unserved = p.Facts.Unserved }),
    ];

    /// <summary>How many opaque pointers plugins hold, for tests.</summary>
    internal int LiveHandles => _host.Handles.Count;

    /// <summary>
    /// True for a file that is a native shared library, so that an entry of <c>Plugins</c> can be given to this host or to that of
    /// managed plugins. It looks at the file's first bytes, not at its name; false when it cannot be read.
    /// </summary>
    public static bool IsNativeLibrary(string path) => NativeLibraryFile.Is(path);

    /// <summary>Which libraries the paths mean, in the order of loading, and where each would run, without loading any.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="isolation">Which have processes of their own.</param>
    /// <returns>Full paths; true for a process of its own, null when only the plugin's own name tells.</returns>
    /// <exception cref="OrthancPluginException">A path does not exist.</exception>
    public static IReadOnlyList<(string Path, bool? IsIsolated)> Foresee(IEnumerable<string> paths, PluginIsolation isolation)
    {
        ArgumentNullException.ThrowIfNull(isolation);
        List<PluginCandidate> candidates = [.. PluginCandidate.Find(paths)];
        var plan = new IsolationPlan(isolation, candidates);
        return [.. candidates.Select(candidate => (candidate.Path, plan.NeedsName(candidate) ? (bool?)null : plan.SettingsFor(candidate, null).OwnProcess))];
    }

    /// <summary>
    /// Loads and initialises the plugins, each on a thread of its own that its callbacks will run on too.
    /// </summary>
    /// <param name="options">Which plugins, and what they may ask for.</param>
    /// <param name="loggers">Makes one logger per plugin, in the category <c>Belfry.Plugins.NAME</c>.</param>
    /// <param name="cancellation">Stops between two plugins; those that run already are finalised.</param>
    /// <exception cref="OrthancPluginException">
    /// A named file is no plugin, a path does not exist, two plugins have one name, or an initialisation failed. Plugins that were
    /// initialised before are finalised first.
    /// </exception>
    public static Task<OrthancPlugins> LoadAsync(
        OrthancPluginOptions options, ILoggerFactory loggers, CancellationToken cancellation = default) =>
        LoadAsync(options, loggers, static _ => { }, cancellation);

    /// <summary>The same, with a host that is prepared before the first plugin is loaded.</summary>
    internal static async Task<OrthancPlugins> LoadAsync(
        OrthancPluginOptions options, ILoggerFactory loggers, Action<PluginHost> prepare, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ConcurrentMoves, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ConcurrentCommitments, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ConcurrentRestCalls, 1, nameof(options));
        var host = new PluginHost(options, loggers);
        prepare(host);
        var plugins = await PluginLoader.LoadAsync(host, cancellation);
        return new OrthancPlugins(host, plugins);
    }

    /// <summary>
    /// Tells the change callbacks of something that happened in the server, each plugin after what it is being told. Completes when all have returned.
    /// </summary>
    /// <param name="what">What happened.</param>
    /// <param name="id">What it happened to, such as a job; null for none.</param>
    /// <param name="cancellation">Ends the waiting; callbacks that run are left running.</param>
    public Task SignalAsync(ServerEvent what, string? id, CancellationToken cancellation)
    {
        var change = what switch
        {
            ServerEvent.Started => OrthancChangeType.OrthancStarted,
            ServerEvent.Stopped => OrthancChangeType.OrthancStopped,
            ServerEvent.JobSubmitted => OrthancChangeType.JobSubmitted,
            ServerEvent.JobSuccess => OrthancChangeType.JobSuccess,
            _ => OrthancChangeType.JobFailure,
        };
        return Task.WhenAll(_observers.Select(observer => observer.ChangeAsync(change, OrthancResourceType.None, id, cancellation)));
    }

    /// <summary>
    /// Finalises the plugins in the order they were loaded, each after its running callbacks have returned and the storage commitment handlers
    /// that it made are destroyed. Call it when no request can arrive any more. Later calls do nothing.
    /// </summary>
    /// <param name="cancellation">Gives up on plugins that do not return; their threads end with the process.</param>
    public async Task StopAsync(CancellationToken cancellation = default)
    {
        if (_stopped)
            return;
        _stopped = true;
        await Task.WhenAll(_host.Isolated.Select(plugin => plugin.StopAsync(cancellation)));
        await PluginLoader.FinalizeAsync(_host, _plugins, cancellation);
    }

    /// <summary>The same as <see cref="StopAsync"/>, without a limit.</summary>
    public async ValueTask DisposeAsync() => await StopAsync();
}
