using Belfry.Dicom;
using Belfry.Orthanc.Abi;

namespace Belfry.Sdk.Orthanc;

/// <summary>The plugin's object in a host, and what serves its handlers.</summary>
internal sealed class ExportedPlugin
{
    // A plugin that does not end must not keep the host from ending.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly object _plugin;
    private readonly CancellationTokenSource _stopping = new();
    private long _connections;

    private ExportedPlugin(HostServices services, ExportedHost host, object plugin, HostLogger logger)
    {
        _plugin = plugin;
        Services = services;
        Options = host.Options;
        Worklist = plugin is IWorklistHandler worklist ? new WorklistExport(worklist, Options) : null;
        Find = plugin is IFindHandler find ? new FindExport(find, Options) : null;
        Move = plugin is IRetrieveHandler retrieve ? new MoveExport(retrieve, this, host, logger) : null;
        Commitment = plugin is IStorageCommitmentHandler commitment ? new CommitmentExport(commitment, this) : null;
    }

    public HostServices Services { get; }

    public ExportOptions Options { get; }

    public WorklistExport? Worklist { get; }

    public FindExport? Find { get; }

    public MoveExport? Move { get; }

    public CommitmentExport? Commitment { get; }

    public static ExportedPlugin Start(HostServices services, Func<IPluginHost, object> make)
    {
        var logger = new HostLogger(services);
        var host = new ExportedHost(services, logger);
        var plugin = new ExportedPlugin(services, host, make(host), logger);

        // From here on it is called by requests alone.
        host.Known.IsHostReady = true;
        return plugin;
    }

    /// <summary>Registers the callbacks of the families that the plugin serves.</summary>
    /// <exception cref="ServiceException">Another plugin has the only place.</exception>
    public void Register()
    {
        if (Worklist is not null)
            FindThunks.RegisterWorklist(Services);
        if (Find is not null)
            FindThunks.RegisterFind(Services);
        if (Move is not null)
            MoveThunks.Register(Services);
        if (Commitment is not null)
            CommitmentThunks.Register(Services);
        Services.Log(HostLogLevel.Information, $"Started in a host that reports {Services.VersionText}");
    }

    public CallLimit NewCall() => new(Options.Limit, _stopping.Token);

    public DicomConnection ConnectionOf(in HostConnection connection) =>
        new(AETitleOf(connection.RemoteAet), AETitleOf(connection.CalledAet), connection.Address, Interlocked.Increment(ref _connections));

    public static AETitle AETitleOf(string? text) => AETitle.TryParse(text?.Trim(' '), out var title) ? title : default;

    /// <summary>Runs a callback; what it throws is logged and becomes a code.</summary>
    public OrthancErrorCode Guard(string what, Action<CancellationToken> call)
    {
        using var limit = NewCall();
        try
        {
            call(limit.Token);
            return OrthancErrorCode.Success;
        }
        catch (Exception fault)
        {
            Services.Log(fault is DimseStatusException or ModalityException ? HostLogLevel.Warning : HostLogLevel.Error, Faults.Describe(what, fault));
            return Faults.CodeOf(fault);
        }
    }

    public void Stop()
    {
        _stopping.Cancel();
        switch (_plugin)
        {
            case IAsyncDisposable disposable:
                Blocking.Wait(new ValueTask(disposable.DisposeAsync().AsTask().WaitAsync(s_patience)));
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
            default:
                break;
        }
    }
}
