using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Network;
using Belfry.Services;
using Microsoft.Extensions.Logging;

namespace Belfry.Sdk.Testing;

/// <summary>The services of a plugin's handlers, put together as the server does it, and the jobs of storage commitment.</summary>
internal sealed class PluginServices : IAsyncDisposable
{
    private readonly CommitmentServices? _commitment;
    private readonly JobEngine? _jobs;

    public PluginServices(object plugin, AETitle? calledAETitle, InMemoryServerOptions options, IReadOnlyList<StorageScp> destinations, ILogger logger)
    {
        var permissions = new DicomPermissions
        {
            LocalAETitle = options.AETitle,
            AllowedToAnyone = new HashSet<ServiceKind>(Enum.GetValues<ServiceKind>()),
            Modalities = [.. destinations.Select(MemoryConnector.Describe)],
        };
        var models = new[] { QueryRetrieveModel.PatientRoot, QueryRetrieveModel.StudyRoot, QueryRetrieveModel.PatientStudyOnly };
        var connector = new MemoryConnector(destinations);
        List<ServiceRoute> routes = [];
        if (plugin is IWorklistHandler worklist)
            routes.Add(ServiceRoute.Worklist(FindProvider.ForWorklist(worklist, Adjust(FindOptions.Worklist, MatchingPolicy.Worklist, options), logger, TimeProvider.System)));
        if (plugin is IFindHandler find)
        {
            var queries = Adjust(FindOptions.Default, MatchingPolicy.Baseline, options) with
            {
                IsAlwaysRelational = options.TakesRelationalQueries,
                RetrieveAETitle = options.AETitle,
            };
            routes.AddRange(models.Select(model => ServiceRoute.Find(
                model, FindProvider.ForQueryRetrieve(find, options.BuiltInFind, model, queries, logger, TimeProvider.System), queries.Granted)));
        }

        if (plugin is IRetrieveHandler retrieve)
        {
            var sources = new RetrieveSources(retrieve, options.BuiltInRetrieve, new Kept(options.Stored));
            var provider = new MoveProvider(sources, connector, RetrieveOptions.Default, logger, TimeProvider.System);
            routes.AddRange(models.Select(model => ServiceRoute.Move(model, provider)));
        }

        if (plugin is IStorageCommitmentHandler commitment)
        {
            _commitment = new CommitmentServices(
                [new CommitmentHandler(commitment, calledAETitle, "plugin")], () => permissions, connector, CommitmentOptions.Default, TimeProvider.System, logger);
            var store = new MemoryJobStore(TimeProvider.System);
            _jobs = new JobEngine(store, [_commitment.JobKind], new JobEngineOptions(), TimeProvider.System, new Random(1), logger);
            routes.Add(ServiceRoute.StorageCommitment(_commitment.CreateProvider(_jobs)));
        }

        ServiceFamily[] families = plugin is IStoreHandler stored
            ? [ServiceFamily.Storage(new StoreProvider(stored), StorageAcceptance.Default) with { CalledAETitle = calledAETitle }]
            : [];
        Policy = new ServicePolicy(new ServiceRoutes(
            permissions, [ServiceRoute.Verification, .. routes.Select(route => route with { CalledAETitle = calledAETitle })], families));
        Count = routes.Count + families.Length;
    }

    /// <summary>Decides about associations and finds services.</summary>
    public ServicePolicy Policy { get; }

    /// <summary>How many services the plugin has.</summary>
    public int Count { get; }

    /// <summary>Starts the jobs; called again, it does nothing.</summary>
    public Task StartAsync(CancellationToken cancellation) => _jobs?.StartAsync(cancellation) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_jobs is not null)
        {
            await _jobs.StopAsync(CancellationToken.None).ConfigureAwait(false);
            await _jobs.DisposeAsync().ConfigureAwait(false);
        }

        if (_commitment is not null)
            await _commitment.DisposeAsync().ConfigureAwait(false);
    }

    private static FindOptions Adjust(FindOptions standard, MatchingPolicy matching, InMemoryServerOptions options) => standard with
    {
        IncompleteStatus = options.IncompleteStatus,
        Matching = matching with { PersonNames = options.PersonNames },
    };

    private sealed class Kept(IReadOnlyList<InstanceSource> instances) : IInstanceStore
    {
        public ValueTask<InstanceSource?> FindAsync(DicomUid sopInstanceUid, CancellationToken cancellation = default) =>
            ValueTask.FromResult(instances.LastOrDefault(instance => instance.SopInstanceUid == sopInstanceUid));
    }

    private sealed class MemoryConnector(IReadOnlyList<StorageScp> destinations) : IModalityConnector
    {
        private readonly AssociationRequestor _requestor = new();

        public static RemoteModality Describe(StorageScp destination) =>
            new() { Name = destination.AETitle.Value, AETitle = destination.AETitle, Host = "memory", Port = 104 };

        public ValueTask<Association> ConnectAsync(RemoteModality modality, AssociationRequest request, CancellationToken cancellation) =>
            destinations.FirstOrDefault(destination => destination.AETitle == modality.AETitle) is { } found
                ? _requestor.RequestAsync(found.Accept(), request, cancellation)
                : throw new AssociationException(AssociationEndReason.ConnectionFailed, $"Nobody is {modality.AETitle}.");
    }
}
