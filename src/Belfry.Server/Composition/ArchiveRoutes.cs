using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Server.Configuration;
using Belfry.Web;

namespace Belfry.Server.Composition;

/// <summary>The routes of HTTP that need an archive.</summary>
internal static class ArchiveRoutes
{
    public static void Map(IEndpointRouteBuilder routes, DicomArchive archive, ServerConfiguration configuration, TimeProvider clock)
    {
        routes.MapBrowsing(archive);
        routes.MapInstances(archive);
        routes.MapMetadata(archive);
        routes.MapAttachments(archive);
        routes.MapUpload(archive, configuration.Http.Uploads);
        routes.MapChanges(archive.Index.Changes);
        routes.MapArchiveTools(archive, clock);
        routes.MapSearch(archive, new RestFindOptions
        {
            Policy = MatchingPolicy.Baseline with
            {
                PersonNames = configuration.Matching.PersonNames,
                DefaultCharacterSet = SpecificCharacterSet.For(configuration.Matching.DefaultCharacterSet),
            },
            LimitResults = configuration.QueryRetrieve.Find.LimitResults,
            LimitInstances = configuration.QueryRetrieve.Find.LimitInstances,
        });
    }
}
