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
    /// <summary>What is served: verification always, worklists when somebody answers them.</summary>
    public static ServicePolicy CreatePolicy(
        ServerConfiguration configuration, IReadOnlyList<ChosenHandler<IWorklistHandler>> worklists, ILoggerFactory loggers, TimeProvider clock)
    {
        var routes = new List<ServiceRoute> { ServiceRoute.Verification };
        foreach (var chosen in worklists)
        {
            var provider = FindProvider.ForWorklist(chosen.Handler, CreateFindOptions(configuration), loggers.CreateLogger("Belfry.Services.Find"), clock);
            routes.Add(ServiceRoute.Worklist(provider) with { CalledAETitle = chosen.CalledAETitle });
        }

        return new ServicePolicy(new ServiceRoutes(configuration.Permissions, routes));
    }

    public static DicomListenerOptions CreateListenerOptions(DicomSettings settings)
    {
        var options = new DicomListenerOptions
        {
            EndPoints = settings.EndPoints,
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

    private static FindOptions CreateFindOptions(ServerConfiguration configuration)
    {
        var options = FindOptions.Worklist with
        {
            IncompleteStatus = configuration.Matching.IncompleteWorklistStatus,
            Matching = MatchingPolicy.Worklist with
            {
                PersonNames = configuration.Matching.PersonNames,
                MaxKeys = configuration.Dicom.MaxQueryKeys ?? MatchingPolicy.Worklist.MaxKeys,
                DefaultCharacterSet = SpecificCharacterSet.For(configuration.Matching.DefaultCharacterSet),
            },
        };
        return configuration.Dicom.MaxQueryLength is { } length ? options with { MaxIdentifierLength = length } : options;
    }
}
