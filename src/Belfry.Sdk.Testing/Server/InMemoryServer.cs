using System.Net;
using System.Reflection;
using Belfry.Dicom;
using Belfry.Network;
using Microsoft.Extensions.Logging;

namespace Belfry.Sdk.Testing;

/// <summary>
/// Belfry in memory, with one plugin and no port: a test sees what a peer would see. Queries are read, answers shaped, statuses set, exceptions
/// mapped and messages encoded by the server's own code. Thread-safe. Disposal ends the associations and disposes of the plugin, as the server does.
/// </summary>
/// <remarks>
/// The short methods make an association for each call. <see cref="ConnectAsync"/> gives one to keep: for C-CANCEL, for several operations at once,
/// for another AE title.
/// </remarks>
public sealed class InMemoryServer : IAsyncDisposable
{
    private static readonly IPEndPoint s_peer = new(IPAddress.Parse("192.0.2.7"), 40000);

    private readonly object _plugin;
    private readonly PluginServices _services;
    private readonly DicomListener _listener;
    private readonly AETitle _called;
    private readonly Lock _lock = new();
    private readonly List<Task> _served = [];
    private Task? _started;

    /// <param name="plugin">
    /// An object with one or more of <see cref="IWorklistHandler"/>, <see cref="IFindHandler"/>, <see cref="IRetrieveHandler"/> (C-MOVE),
    /// <see cref="IStoreHandler"/> and <see cref="IStorageCommitmentHandler"/>. The called AE title of its mark is heeded.
    /// </param>
    /// <param name="options">What stands around it.</param>
    /// <exception cref="ArgumentException">It has none of them, or its mark names no AE title.</exception>
    public InMemoryServer(object plugin, InMemoryServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        options ??= new InMemoryServerOptions();
        _plugin = plugin;
        var own = CalledAETitleOf(plugin);
        _called = own ?? options.AETitle;
        Log = new RecordingLogger();
        _services = new PluginServices(plugin, own, options, [Destination, .. options.Destinations], Log);
        if (_services.Count == 0)
            throw new ArgumentException($"{plugin.GetType()} implements none of the handler interfaces.", nameof(plugin));
        _listener = new DicomListener(new DicomListenerOptions { Limits = Scu.Limits }, _services.Policy, _services.Policy, new OneLog(Log));
    }

    /// <summary>A Move Destination that takes everything, with the AE title DESTINATION.</summary>
    public StorageScp Destination { get; } = new("DESTINATION");

    /// <summary>What the server logs: exceptions of handlers, for instance, of which the peer is told little.</summary>
    public RecordingLogger Log { get; }

    /// <summary>Associates.</summary>
    /// <param name="options">AE titles and transfer syntaxes.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Scu> ConnectAsync(ScuOptions? options = null, CancellationToken cancellation = default)
    {
        Task started;
        lock (_lock)
            started = _started ??= _services.StartAsync(CancellationToken.None);
        await started.WaitAsync(cancellation).ConfigureAwait(false);
        options ??= new ScuOptions();
        if (options.CalledAETitle.IsEmpty)
            options = options with { CalledAETitle = _called };
        var requestor = new AssociationRequestor(Scu.Limits);
        return await Scu.ConnectAsync((request, token) => requestor.RequestAsync(Accept(), request, token), options, cancellation).ConfigureAwait(false);
    }

    /// <summary>Asks a worklist query: see <see cref="Scu.FindWorklistAsync"/>.</summary>
    /// <param name="keys">The identifier.</param>
    /// <param name="cancellation">Sends C-CANCEL.</param>
    public async Task<FindResult> FindWorklistAsync(DicomDataSet keys, CancellationToken cancellation = default)
    {
        var scu = await ConnectAsync(null, CancellationToken.None).ConfigureAwait(false);
        await using (scu.ConfigureAwait(false))
            return await scu.FindWorklistAsync(keys, null, cancellation).ConfigureAwait(false);
    }

    /// <summary>Asks a Query/Retrieve query: see <see cref="Scu.FindAsync(DicomDataSet, QueryRetrieveModel, int?, CancellationToken)"/>.</summary>
    /// <param name="keys">The identifier.</param>
    /// <param name="model">The information model.</param>
    /// <param name="cancellation">Sends C-CANCEL.</param>
    public async Task<FindResult> FindAsync(
        DicomDataSet keys, QueryRetrieveModel model = QueryRetrieveModel.StudyRoot, CancellationToken cancellation = default)
    {
        var scu = await ConnectAsync(null, CancellationToken.None).ConfigureAwait(false);
        await using (scu.ConfigureAwait(false))
            return await scu.FindAsync(keys, model, null, cancellation).ConfigureAwait(false);
    }

    /// <summary>Moves instances to <see cref="Destination"/>: see <see cref="Scu.MoveAsync"/>.</summary>
    /// <param name="keys">The identifier.</param>
    /// <param name="model">The information model.</param>
    /// <param name="cancellation">Sends C-CANCEL.</param>
    public async Task<MoveResult> MoveAsync(
        DicomDataSet keys, QueryRetrieveModel model = QueryRetrieveModel.StudyRoot, CancellationToken cancellation = default)
    {
        var scu = await ConnectAsync(null, CancellationToken.None).ConfigureAwait(false);
        await using (scu.ConfigureAwait(false))
            return await scu.MoveAsync(Destination.AETitle, keys, model, null, cancellation).ConfigureAwait(false);
    }

    /// <summary>Stores an instance: see <see cref="Scu.StoreAsync(DicomDataSet, CancellationToken)"/>.</summary>
    /// <param name="instance">A data set with SOP class and instance.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<OperationResult> StoreAsync(DicomDataSet instance, CancellationToken cancellation = default)
    {
        var scu = await ConnectAsync(null, cancellation).ConfigureAwait(false);
        await using (scu.ConfigureAwait(false))
            return await scu.StoreAsync(instance, cancellation).ConfigureAwait(false);
    }

    /// <summary>Asks for storage commitment and waits for the report: see <see cref="Scu.CommitAsync"/>.</summary>
    /// <param name="references">The instances.</param>
    public async Task<CommitmentResult> CommitAsync(params IReadOnlyList<ReferencedInstance> references)
    {
        var scu = await ConnectAsync().ConfigureAwait(false);
        await using (scu.ConfigureAwait(false))
            return await scu.CommitAsync(references).ConfigureAwait(false);
    }

    /// <summary>Ends the associations and disposes of the plugin.</summary>
    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync().ConfigureAwait(false);
        Task[] served;
        lock (_lock)
            served = [.. _served];
        await Task.WhenAll(served).ConfigureAwait(false);
        await _services.DisposeAsync().ConfigureAwait(false);
        await Destination.DisposeAsync().ConfigureAwait(false);
        if (_plugin is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync().ConfigureAwait(false);
        else if (_plugin is IDisposable disposable)
            disposable.Dispose();
    }

    private static AETitle? CalledAETitleOf(object plugin)
    {
        if (plugin.GetType().GetCustomAttribute<BelfryPluginAttribute>() is not { CalledAETitle.Length: > 0 } mark)
            return null;
        return AETitle.TryParse(mark.CalledAETitle, out var title)
            ? title
            : throw new ArgumentException($"'{mark.CalledAETitle}' is no AE title.", nameof(plugin));
    }

    private InMemoryTransport Accept()
    {
        var (ours, theirs) = InMemoryTransport.CreatePair(peerOfFirst: s_peer);
        var served = _listener.ServeAsync(ours);
        lock (_lock)
            _served.Add(served);
        return theirs;
    }

    private sealed class OneLog(ILogger log) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There is one log.");

        public void Dispose()
        {
            // The log is its owner's.
        }
    }
}
