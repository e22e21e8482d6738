using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Server.Configuration;
using Belfry.Server.Plugins;
using Belfry.Services;

namespace Belfry.Server.Composition;

/// <summary>Turns the configuration into what the DICOM side of the server is made of.</summary>
internal static class DicomServices
{
    /// <summary>What is served: verification always, the others when somebody answers them.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="handlers">Who answers what.</param>
    /// <param name="commitment">Performs storage commitment; null for nobody.</param>
    /// <param name="reports">Takes reports of storage commitment; null for nobody.</param>
    /// <param name="loggers">Where services log.</param>
    /// <param name="clock">Time.</param>
    public static ServiceRoutes CreateRoutes(
        ServerConfiguration configuration,
        DicomHandlers handlers,
        IDimseService? commitment,
        IDimseService? reports,
        ILoggerFactory loggers,
        TimeProvider clock)
    {
        var findLogger = loggers.CreateLogger("Belfry.Services.Find");
        List<ServiceRoute> routes =
        [
            ServiceRoute.Verification,
            .. handlers.Worklists.Select(chosen => CreateWorklist(configuration, chosen, findLogger, clock)),
            .. handlers.Finds.SelectMany(chosen => CreateFinds(configuration, chosen, handlers.BuiltInFind, findLogger, clock)),
            .. new RetrieveServices(configuration, handlers, [.. ModelsOf(configuration.QueryRetrieve)], loggers, clock).CreateRoutes(),
            .. commitment is null ? [] : (ServiceRoute[])[ServiceRoute.StorageCommitment(commitment)],
            .. reports is null ? [] : (ServiceRoute[])[ServiceRoute.CommitmentReports(reports)],
        ];
        return new ServiceRoutes(configuration.Permissions, routes, ArchiveServices.CreateStorage(configuration, handlers));
    }

    /// <summary>What the listener is made with.</summary>
    /// <param name="settings">The DICOM port.</param>
    /// <param name="certificates">How TLS is spoken; null without.</param>
    public static DicomListenerOptions CreateListenerOptions(DicomSettings settings, TlsCertificates? certificates)
    {
        var options = new DicomListenerOptions
        {
            EndPoints = settings.IsTls ? [] : settings.EndPoints,
            TlsEndPoints = settings.IsTls ? settings.EndPoints : settings.TlsEndPoints,
            ServingThreads = settings.ServingThreads,
            Tls = certificates is null ? null : () => certificates.Current,
            Limits = AssociationLimits.Default with
            {
                MaxPduLength = settings.MaxPduLength,
                IdleTimeout = settings.IdleTimeout ?? Timeout.InfiniteTimeSpan,
            },
        };
        if (settings.MaxAssociations is { } most)
            options = options with { MaxAssociations = most, MaxConnections = 2 * most };
        if (settings.MaxAssociationsPerAddress is { } mostPerAddress)
            options = options with { MaxAssociationsPerAddress = mostPerAddress, MaxConnectionsPerAddress = 2 * mostPerAddress };
        return options;
    }

    private static ServiceRoute CreateWorklist(
        ServerConfiguration configuration, ChosenHandler<IWorklistHandler> chosen, ILogger logger, TimeProvider clock)
    {
        var options = WithConfigured(FindOptions.Worklist, MatchingPolicy.Worklist, configuration);
        return ServiceRoute.Worklist(FindProvider.ForWorklist(chosen.Handler, options, logger, clock)) with { CalledAETitle = chosen.CalledAETitle };
    }

    private static IEnumerable<ServiceRoute> CreateFinds(
        ServerConfiguration configuration, ChosenHandler<IFindHandler> chosen, IFindHandler? builtIn, ILogger logger, TimeProvider clock)
    {
        var options = WithConfigured(FindOptions.Default, MatchingPolicy.Baseline, configuration) with
        {
            Granted = configuration.QueryRetrieve.Granted,
            IsAlwaysRelational = configuration.QueryRetrieve.IsAlwaysRelational,
            RetrieveAETitle = configuration.Permissions.LocalAETitle,
        };
        foreach (var model in ModelsOf(configuration.QueryRetrieve))
        {
            var provider = FindProvider.ForQueryRetrieve(chosen.Handler, builtIn, model, options, logger, clock);
            yield return ServiceRoute.Find(model, provider, options.Granted) with { CalledAETitle = chosen.CalledAETitle };
        }
    }

    /// <summary>The information models that are served.</summary>
    public static IEnumerable<QueryRetrieveModel> ModelsOf(QueryRetrieveSettings settings) => settings.PatientStudyOnly
        ? [QueryRetrieveModel.PatientRoot, QueryRetrieveModel.StudyRoot, QueryRetrieveModel.PatientStudyOnly]
        : [QueryRetrieveModel.PatientRoot, QueryRetrieveModel.StudyRoot];

    /// <summary>How worklist queries are matched.</summary>
    public static MatchingPolicy WorklistMatching(ServerConfiguration configuration) =>
        WithConfigured(FindOptions.Worklist, MatchingPolicy.Worklist, configuration).Matching;

    private static FindOptions WithConfigured(FindOptions standard, MatchingPolicy matching, ServerConfiguration configuration)
    {
        var options = standard with
        {
            IncompleteStatus = configuration.Matching.IncompleteWorklistStatus,
            Matching = matching with
            {
                PersonNames = configuration.Matching.PersonNames,
                MaxKeys = configuration.Dicom.MaxQueryKeys ?? matching.MaxKeys,
                DefaultCharacterSet = SpecificCharacterSet.For(configuration.Matching.DefaultCharacterSet),
            },
        };
        return configuration.Dicom.MaxQueryLength is { } length ? options with { MaxIdentifierLength = length } : options;
    }
}
