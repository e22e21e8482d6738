using Belfry.Archive;
using Belfry.Audit;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>Whose data is behind an address of REST, by the identifiers of DICOM: those of REST are of no use to an auditor.</summary>
public static class AuditedResource
{
    /// <summary>The study and the patient; nothing for what is no identifier, or for a resource that is not there.</summary>
    /// <param name="browser">Knows them.</param>
    /// <param name="resource">The identifier of a resource of any level.</param>
    public static ValueTask<IReadOnlyList<AuditObject>> FindAsync(IArchiveBrowser browser, string resource) =>
        ArchiveId.TryParse(resource, out var id) ? FindAsync(browser, id, null) : ValueTask.FromResult<IReadOnlyList<AuditObject>>([]);

    /// <summary>The study and the patient; nothing for an address that is no resource's, or one that is not there.</summary>
    internal static ValueTask<IReadOnlyList<AuditObject>> FindAsync(IArchiveBrowser? browser, PathString path) =>
        browser is not null && TryRead(path, out var level, out var id) ? FindAsync(browser, id, level) : ValueTask.FromResult<IReadOnlyList<AuditObject>>([]);

    private static async ValueTask<IReadOnlyList<AuditObject>> FindAsync(IArchiveBrowser browser, ArchiveId id, QueryRetrieveLevel? level)
    {
        ArchivedResource? resource;
        try
        {
            resource = await browser.FindAsync(id, level, CancellationToken.None);
        }
        catch (IOException)
        {
            // Who asked hears of it, too; that it was asked is told all the same.
            return [];
        }

        if (resource is null)
            return [];
        var attributes = resource.AllAttributes();
        List<AuditObject> objects = [];
        if (attributes.GetString(Tags.StudyInstanceUID) is { Length: > 0 } study)
            objects.Add(AuditObject.Study(study));
        objects.Add(AuditObject.Patient(attributes.GetString(Tags.PatientID) ?? ""));
        return objects;
    }

    private static bool TryRead(PathString path, out QueryRetrieveLevel level, out ArchiveId id)
    {
        foreach (var candidate in LevelNames.All)
        {
            if (!path.StartsWithSegments("/" + LevelNames.FolderOf(candidate), out var rest))
                continue;
            level = candidate;
            return ArchiveId.TryParse((rest.Value ?? "").Split('/').ElementAtOrDefault(1), out id);
        }

        (level, id) = (default, default);
        return false;
    }
}
