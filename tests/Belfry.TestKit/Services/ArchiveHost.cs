using Belfry.Sdk;
using Belfry.Services;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belfry.TestKit;

/// <summary>Another archive, in memory, for whoever asks it as a modality: all services, answered by what a test writes.</summary>
public sealed class ArchiveHost : IAsyncDisposable
{
    private readonly InMemoryListener _listener;

    /// <param name="find">Answers queries; by default none is served.</param>
    /// <param name="retrieve">Says what a C-GET or C-MOVE means; by default none is served.</param>
    /// <param name="worklist">Answers worklist queries; by default none is served.</param>
    /// <param name="findOptions">Options of queries.</param>
    /// <param name="destinations">Where a C-MOVE may go.</param>
    public ArchiveHost(
        IFindHandler? find = null,
        IRetrieveHandler? retrieve = null,
        IWorklistHandler? worklist = null,
        FindOptions? findOptions = null,
        InMemoryModalities? destinations = null)
    {
        destinations ??= new InMemoryModalities();
        List<ServiceRoute> routes = [ServiceRoute.Verification];
        var options = findOptions ?? FindOptions.Default;
        foreach (var model in Enum.GetValues<QueryRetrieveModel>())
        {
            if (find is not null)
                routes.Add(ServiceRoute.Find(model, FindProvider.ForQueryRetrieve(find, null, model, options, NullLogger.Instance, TimeProvider.System), options.Granted));
            if (retrieve is null)
                continue;
            var sources = new RetrieveSources(retrieve, null, null);
            routes.Add(ServiceRoute.Get(model, new GetProvider(sources, RetrieveOptions.Default, NullLogger.Instance, TimeProvider.System)));
            routes.Add(ServiceRoute.Move(model, new MoveProvider(sources, destinations, RetrieveOptions.Default, NullLogger.Instance, TimeProvider.System)));
        }

        if (worklist is not null)
            routes.Add(ServiceRoute.Worklist(FindProvider.ForWorklist(worklist, FindOptions.Worklist, NullLogger.Instance, TimeProvider.System)));
        var policy = new ServicePolicy(new ServiceRoutes(ServiceHost.OpenToAll with { Modalities = destinations.All }, routes));
        _listener = new InMemoryListener(policy, policy, Log);
    }

    /// <summary>What the archive logs: how each operation and association ended.</summary>
    public LogLines Log { get; } = new();

    /// <summary>Makes it a modality of that AE title.</summary>
    public InMemoryModalities AsModality(string title)
    {
        var modalities = new InMemoryModalities();
        modalities.Add(title, () => _listener.ConnectTransport());
        return modalities;
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();
}
