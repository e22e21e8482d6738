using System.Runtime.InteropServices;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Archive;
using Belfry.Orthanc.Lanes;
using Belfry.Orthanc.Rest;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Loading;

/// <summary>A loaded plugin: its functions, its context, its lane, and what it said about itself.</summary>
internal sealed unsafe partial class NativePlugin
{
    private readonly PluginLibrary _library;
    private readonly OrthancContext* _context;
    // More than the engine runs of one kind: nobody waits here.
    private const int ConcurrentJobs = 256;

    private volatile string _description = "";
    private volatile string? _rootUri;

    /// <summary>Asks for the name and version and makes the context, which lives as long as the process. Runs on the lane.</summary>
    /// <exception cref="OrthancPluginException">The plugin has no name.</exception>
    public NativePlugin(PluginHost host, NativeLane lane, PluginLibrary library, string path)
    {
        Host = host;
        Lane = lane;
        Path = path;
        _library = library;
        Name = host.Guard.Text(library.GetName) is { Length: > 0 } name
            ? name
            : throw new OrthancPluginException(path, $"The plugin in '{path}' has no name.");
        Version = host.Guard.Text(library.GetVersion) ?? "";
        _findLane = new Lazy<NativeLane>(() => new NativeLane(Name + " find"));
        _moveLanes = new Lazy<NativeLanePool>(() => new NativeLanePool(Name + " move", host.Options.ConcurrentMoves));
        _changeLane = new Lazy<NativeLane>(() => new NativeLane(Name + " changes"));
        _jobLanes = new Lazy<NativeLanePool>(() => new NativeLanePool(Name + " jobs", ConcurrentJobs));
        RestLanes = new RestLanes(this, host.Options.ConcurrentRestCalls);
        CommitmentLanes = new TransactionLanes(Name + " commitment", host.Options.ConcurrentCommitments);
        Logger = host.Loggers.CreateLogger("Belfry.Plugins." + Name);
        _context = NativeContext.New(GCHandle.ToIntPtr(GCHandle.Alloc(this)));
    }

    /// <summary>What all plugins share.</summary>
    public PluginHost Host { get; }

    /// <summary>The thread of this plugin: initialisation, worklist callback, finalisation.</summary>
    public NativeLane Lane { get; }

    /// <summary>The library.</summary>
    public string Path { get; }

    /// <summary>The plugin's name.</summary>
    public string Name { get; }

    /// <summary>The plugin's version.</summary>
    public string Version { get; }

    /// <summary>The plugin's log.</summary>
    public ILogger Logger { get; }

    /// <summary>Its callbacks about the archive.</summary>
    public InstanceCallbacks InstanceCallbacks { get; } = new();

    /// <summary>Whether the initialisation succeeded, so that a finalisation is due.</summary>
    public bool IsInitialized { get; private set; }

    /// <summary>Calls OrthancPluginInitialize. Runs on the lane.</summary>
    /// <exception cref="OrthancPluginException">It failed.</exception>
    public void Initialize()
    {
        int code;
        try
        {
            code = Host.Guard.Initialize(_library.Initialize, _context);
        }
        catch (Guard.PluginThrewException thrown)
        {
            throw new OrthancPluginException(Path, $"The plugin '{Name}' ({Path}) failed to initialise. {thrown.Message}{TellReasons()}", thrown);
        }

        if (code != 0)
        {
            throw new OrthancPluginException(
                Path, $"The plugin '{Name}' ({Path}) failed to initialise: it returned {ErrorCodes.Describe(code)}.{TellReasons()}");
        }

        IsInitialized = true;
    }

    /// <summary>Calls OrthancPluginFinalize. Runs on the lane.</summary>
    public void FinalizePlugin()
    {
        IsInitialized = false;
        Host.Guard.FinalizePlugin(_library.Finalize);
    }

    /// <summary>Service 7: what the plugin says about itself.</summary>
    public void SetProperty(OrthancProperty property, string value)
    {
        switch (property)
        {
            case OrthancProperty.Description:
                _description = value;
                break;
            case OrthancProperty.RootUri:
                _rootUri = value;
                break;
            case OrthancProperty.OrthancExplorer:
                // A script for the web pages of the reference host, which this server does not have.
                break;
            default:
                throw new ServiceException(OrthancErrorCode.ParameterOutOfRange);
        }
    }

    /// <summary>What is known about the plugin now.</summary>
    public OrthancPluginInfo Describe() => new(
        Name, Version, _description, _rootUri, Path,
        [
            .. Callback("worklist", Host.Worklist.InForce?.Plugin, Host.Worklist.InForce?.Version),
            .. Callback("find", Host.Find.InForce?.Plugin, Host.Find.InForce?.Version),
            .. Callback("move", Host.Move.InForce?.Plugin, Host.Move.InForce?.Version),
            .. Host.ReceivedInstance.InForce?.Plugin == this ? ["received instances"] : Array.Empty<string>(),
            .. InstanceCallbacks.Describe(),
            .. Host.RestCallbacks.PatternsOf(this).Select(static pattern => $"REST {pattern}"),
            .. Host.HttpFilters.CountOf(this) > 0 ? ["HTTP filter"] : Array.Empty<string>(),
            .. Host.Commitments.All.SelectMany(c => Callback("storage commitment", c.Plugin, c.Version)),
        ])
    {
        Unserved = Unserved,
    };

    private IEnumerable<string> Callback(string family, NativePlugin? owner, int? version) =>
        owner == this ? [$"{family} (v{version})"] : [];
}
