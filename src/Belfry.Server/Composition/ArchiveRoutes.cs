using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Server.Configuration;
using Belfry.Web;

namespace Belfry.Server.Composition;

/// <summary>The routes of HTTP that need an archive.</summary>
internal static class ArchiveRoutes
{
    public static void Map(IEndpointRouteBuilder routes, DicomArchive archive, SettingsInForce settings, TimeProvider clock)
    {
        routes.MapBrowsing(archive);
        routes.MapInstances(archive);
        var names = settings.Current.Users;
        routes.MapMetadata(archive, names);
        routes.MapMetadataEditing(archive, names);
        routes.MapLabels(archive);
        routes.MapAttachments(archive, names);
        routes.MapUpload(archive, settings.Current.Http.Uploads);
        routes.MapChanges(archive.Index.Changes);
        routes.MapExports(archive.Index.Exports);
        routes.MapTagViews(archive);
        routes.MapFrames(archive);
        routes.MapExportToFile(archive, settings.Current.WritesFiles);
        routes.MapUnserved();
        routes.MapBulkContent(archive);
        routes.MapArchiveTools(archive, clock);
        routes.MapSearch(archive, () => FindOptionsOf(settings.Current), names);
    }

    private static RestFindOptions FindOptionsOf(ServerConfiguration configuration) => new()
    {
        Policy = MatchingPolicy.Baseline with
        {
            PersonNames = configuration.Matching.PersonNames,
            DefaultCharacterSet = SpecificCharacterSet.For(configuration.Matching.DefaultCharacterSet),
        },
        LimitResults = configuration.QueryRetrieve.Find.LimitResults,
        LimitInstances = configuration.QueryRetrieve.Find.LimitInstances,
    };
}
