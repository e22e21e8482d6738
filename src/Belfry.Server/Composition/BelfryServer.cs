using System.Net;
using System.Reflection;
using Belfry.Archive;
using Belfry.Cli;
using Belfry.Jobs;
using Belfry.Network;
using Belfry.Orthanc;
using Belfry.Sdk;
using Belfry.Server.Configuration;
using Belfry.Server.Logging;
using Belfry.Server.Plugins;
using Belfry.Server.Telemetry;
using Belfry.Services;
using Belfry.Web;

namespace Belfry.Server.Composition;

/// <summary>
/// A running server: plugins, the DICOM port, the HTTP port. It starts in that order, since a native worklist callback counts only when
/// the DICOM port opens, and stops in the opposite one.
/// </summary>
internal sealed partial class BelfryServer : IAsyncDisposable
{
    private readonly ServerConfiguration _configuration;
    private readonly LogParts _logParts;
    private readonly PluginFaults _faults;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly PrometheusPage? _metrics;
    private readonly TelemetryExport? _telemetry;
    private readonly AuditServices? _audit;
    private readonly TrafficRecorder? _traffic;
    private readonly OutgoingAssociations _outgoing;
    private readonly ModalityDirectory _modalities;
    private TlsCertificates? _certificates;
    private PluginSet? _plugins;
    private DicomArchive? _archive;
    private CommitmentServices? _commitment;
    private MoveJobs? _moves;
    private RetrieveJobs? _retrieves;
    private CommitmentRequests? _commitmentRequests;
    private CommitmentLog? _commitmentLog;
    private JobEngine? _jobs;
    private readonly SettingsInForce _settings;
    private KnownModalities? _known;
    private KnownPeers? _peers;
    private PeerJobs? _peerJobs;
    private ServicePolicy? _policy;
    private ModalityAddresses? _addresses;
    private DicomListener? _dicom;
    private HttpListener? _http;
    private IDisposable? _jobEvents;
    private bool _stopped;

    private BelfryServer(ServerConfiguration configuration, ILoggerFactory loggers, TimeProvider clock)
    {
        _configuration = configuration;
        _settings = new SettingsInForce(configuration);
        _logParts = (loggers as LineLoggerFactory)?.Parts ?? new LogParts(LogLevel.Information);
        _loggers = loggers = _faults = new PluginFaults(loggers, clock);
        _clock = clock;

        // First, since its certificates may be none: then nothing is left running.
        _audit = AuditServices.Create(configuration, loggers, clock);
        _metrics = configuration.Http is { Enabled: true, MetricsEnabled: true } ? new PrometheusPage() : null;
        _traffic = configuration.Http is { Enabled: true, ConsoleEnabled: true } ? new TrafficRecorder(clock) { IsKnownPeer = IsKnownPeer } : null;
        _telemetry = configuration.Telemetry is { } telemetry ? TelemetryExport.Start(telemetry, configuration.Name, Version) : null;
        _logger = loggers.CreateLogger("Belfry.Server");
        _outgoing = new OutgoingAssociations(configuration, loggers, clock, _traffic, TlsTowards);
        _modalities = ModalityServices.Create(configuration, GetPermissions, loggers, clock, _outgoing);
    }

    /// <summary>Where DICOM is served; empty when it is not.</summary>
    public IReadOnlyList<IPEndPoint> DicomEndPoints => _dicom?.LocalEndPoints ?? [];

    /// <summary>Where DICOM is served over TLS: a part of <see cref="DicomEndPoints"/>.</summary>
    public IReadOnlyList<IPEndPoint> DicomTlsEndPoints => _dicom?.LocalTlsEndPoints ?? [];

    /// <summary>The port of HTTP; null when it is not served.</summary>
    public int? HttpPort => _configuration.Http.Enabled ? _http?.Port : null;

    /// <summary>The routes of HTTP, for calls from within.</summary>
    /// <exception cref="InvalidOperationException">The server has not started.</exception>
    public IRestApi Calls => _http?.Calls ?? throw new InvalidOperationException("The server has not started.");

    /// <summary>The archive; null when none is kept.</summary>
    public DicomArchive? Archive => _archive;

    /// <summary>True when instances are kept.</summary>
    public bool HasArchive => _archive is not null;

    /// <summary>The jobs.</summary>
    /// <exception cref="InvalidOperationException">The server has not started.</exception>
    public JobEngine Jobs => _jobs ?? throw new InvalidOperationException("The server has not started.");

    /// <summary>Who answers worklist queries, in words.</summary>
    public string WorklistSource => _plugins?.WorklistSource ?? "none";

    public IReadOnlyList<PluginFacts> Plugins => _plugins?.Facts ?? [];

    /// <summary>Belfry's own version.</summary>
    public static string Version { get; } =
        (typeof(BelfryServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];

    /// <exception cref="ServerStartException">A plugin failed or a port is not free; nothing is left running.</exception>
    public static async Task<BelfryServer> StartAsync(
        ServerConfiguration configuration, ILoggerFactory loggers, TimeProvider clock, CancellationToken cancellation)
    {
        var server = new BelfryServer(configuration, loggers, clock);
        try
        {
            await server.StartAsync(cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        LogConfiguration();
        LoadCertificates();
        (_plugins, var opening) = await LoadPluginsAsync(cancellation);
        _archive = await opening;
        _plugins.Stores = _archive?.Index.Stores;
        var commitments = StorageCommitmentServices.HandlersOf(_plugins, _archive);
        _commitment = StorageCommitmentServices.Create(_configuration, commitments, GetPermissions, _loggers, _clock, _outgoing);
        CreateModalities();
        if (_archive is not null)
        {
            _commitmentLog = new CommitmentLog(_archive.Index.Registry, _configuration.CommitmentReports);
            _commitmentRequests = new CommitmentRequests(
                _modalities, _commitmentLog, CommitmentLimits.Default, _loggers.CreateLogger("Belfry.Services.Commitment"));
            _peerJobs = new PeerJobs(_archive, _peers, PeerOptionsOf(_configuration.NativePlugins.Http), _clock, _loggers.CreateLogger("Belfry.Web"));
        }

        _moves = MoveJobServices.Create(_configuration, _archive, GetPermissions, _commitmentRequests, _loggers, _clock, _outgoing);
        _retrieves = RetrieveJobServices.Create(_archive, _modalities, GetPermissions, _loggers);
        JobKind?[] kinds = [.. JobServices.KindsOf(_archive), _commitment?.JobKind, _moves?.JobKind, .. _retrieves.Kinds, _peerJobs?.JobKind, _plugins.Native?.JobKind];
        kinds = [.. kinds, .. _plugins.JobKinds.Select(static own => PluginJobWorker.KindOf(own.Plugin, own.Kind))];
        _jobs = JobServices.Create(_configuration, _archive, kinds.OfType<JobKind>(), _loggers, _clock);
        _audit?.Watch(_jobs, _moves, _peerJobs, _retrieves, _archive);
        _plugins.Jobs = new PluginJobs(_jobs, [.. _plugins.JobKinds.Select(static own => own.Kind)]);
        if (_plugins.Native is { } native)
            native.Jobs = _jobs;
        if (_archive is not null && _moves is not null)
            _plugins.Archive = new SendingArchive(_archive.ForPlugins, _moves, _jobs);
        if (_peers is { } peers && _plugins.Native is not null)
            _plugins.Native.Peers = () => [.. peers.Peers.Select(NativePeers.Of)];

        var room = FindRoom();

        // Beside the rest: it takes a third of the start, and a modality does not wait for it.
        var plugins = _plugins;
        var http = Task.Run(() => HttpListener.Create(room.Fit(_configuration.Http), MapRoutes, plugins, _audit?.Trail, _archive, _loggers, _clock), CancellationToken.None);
        _plugins.Rest = new RestOnceBuilt(http);
        try
        {
            // A job that goes on finds the modalities and peers that it was submitted for.
            await LoadModalitiesAsync(cancellation);
            await JobServices.StartAsync(_jobs, cancellation);
            if (_configuration.Dicom.Enabled)
                await StartDicomAsync(_plugins, room, cancellation);
        }
        finally
        {
            // Also when the start fails: what was built is disposed of with the server.
            await ((Task)http).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (http.IsCompletedSuccessfully)
                _http = await http;
        }

        var built = await http;
        if (_configuration.Http.Enabled)
            await StartHttpAsync(built, cancellation);
        if (_plugins.Native is not null)
            await SignalStartAsync(_plugins.Native, _jobs, cancellation);
    }

    private async Task SignalStartAsync(OrthancPlugins native, JobEngine jobs, CancellationToken cancellation)
    {
        _jobEvents = jobs.Observe(job => NativeJobEvents.Tell(native, job));
        await native.SignalAsync(ServerEvent.Started, null, cancellation);
    }

    /// <summary>Loads the plugins, and has the archive opened beside that: each takes as long as the other, and neither needs much of the other.</summary>
    private async Task<(PluginSet Plugins, Task<DicomArchive?> Opening)> LoadPluginsAsync(CancellationToken cancellation)
    {
        var watching = new TaskCompletionSource<ArchiveWatching>(TaskCreationOptions.RunContinuationsAsynchronously);
        var opening = Task.Run(() => ArchiveServices.OpenAsync(_configuration, watching.Task, _loggers, _clock, cancellation), CancellationToken.None);
        try
        {
            var plugins = await PluginSet.LoadAsync(_configuration, _modalities, _loggers, _clock, cancellation);
            _faults.Watch(plugins.Managed);
            watching.SetResult(plugins.ArchiveWatching.With(_audit?.Archive));
            return (plugins, opening);
        }
        catch (Exception fault)
        {
            // What was opened is closed again; the plugins' fault is the one to be told.
            watching.SetCanceled(CancellationToken.None);
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (fault is PluginException or OrthancPluginException)
                throw new ServerStartException(ExitCodes.Usage, fault.Message, fault);
            throw;
        }
    }

    private static ServerStartException PortProblem(string what, int port, string key, Exception fault) =>
        new(ExitCodes.Network, $"The {what} port {port} cannot be opened ({fault.GetBaseException().Message}); is another server running? \"{key}\" chooses another port.", fault);

    private void LogConfiguration()
    {
        foreach (var warning in _configuration.Warnings)
            LogDoubtful(warning);
        if (_configuration.KeysWithoutEffect.Count > 0)
            LogWithoutEffect(string.Join(", ", _configuration.KeysWithoutEffect));
    }

    [LoggerMessage(5010, LogLevel.Warning, "Configuration: {Warning}")]
    private partial void LogDoubtful(string warning);

    [LoggerMessage(5011, LogLevel.Warning, "Configuration: known, with no effect yet: {Keys}")]
    private partial void LogWithoutEffect(string keys);
}
