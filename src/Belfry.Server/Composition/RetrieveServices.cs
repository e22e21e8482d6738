using Belfry.Network;
using Belfry.Sdk;
using Belfry.Server.Configuration;
using Belfry.Server.Plugins;
using Belfry.Services;

namespace Belfry.Server.Composition;

/// <summary>C-MOVE and C-GET as configured.</summary>
/// <param name="configuration">The configuration.</param>
/// <param name="handlers">Who says which instances are meant.</param>
/// <param name="models">The information models that are served.</param>
/// <param name="loggers">Where services and associations log.</param>
/// <param name="clock">Time.</param>
internal sealed class RetrieveServices(
    ServerConfiguration configuration, DicomHandlers handlers, IReadOnlyList<QueryRetrieveModel> models, ILoggerFactory loggers, TimeProvider clock)
{
    private readonly ILogger _logger = loggers.CreateLogger("Belfry.Services.Retrieve");
    private readonly RetrieveOptions _options = MoveJobServices.OptionsOf(configuration);

    public IEnumerable<ServiceRoute> CreateRoutes()
    {
        var connector = handlers.Outgoing.Create(_options.Store);
        return
        [
            .. handlers.Moves.SelectMany(chosen => CreateMoves(chosen, connector)),
            .. handlers.Gets.SelectMany(CreateGets),
        ];
    }

    private IEnumerable<ServiceRoute> CreateMoves(ChosenHandler<IRetrieveHandler> chosen, ModalityConnector connector)
    {
        // What a plugin sends in its own way cannot be sent again by a job.
        var isJob = !configuration.QueryRetrieve.IsMoveSynchronous && ReferenceEquals(chosen.Handler, handlers.BuiltInRetrieve);
        IDimseService provider = isJob && handlers.MovesAsJobs is { } jobs ? jobs : new MoveProvider(SourcesOf(chosen), connector, _options, _logger, clock);
        return models.Select(model => ServiceRoute.Move(model, provider) with { CalledAETitle = chosen.CalledAETitle });
    }

    private RetrieveSources SourcesOf(ChosenHandler<IRetrieveHandler> chosen) => new(chosen.Handler, handlers.BuiltInRetrieve, handlers.Instances);

    private IEnumerable<ServiceRoute> CreateGets(ChosenHandler<IRetrieveHandler> chosen)
    {
        var provider = new GetProvider(SourcesOf(chosen), _options, _logger, clock);
        return models.Select(model => ServiceRoute.Get(model, provider) with { CalledAETitle = chosen.CalledAETitle });
    }
}
