using Belfry.Archive;
using Belfry.Audit;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>Whose data is behind an address of REST, by the identifiers of DICOM: those of REST are of no use to an auditor.</summary>
internal static class AuditedResource
{
    /// <summary>The study and the patient; nothing for an address that is no resource's, or one that is not there.</summary>
    public static async ValueTask<IReadOnlyList<AuditObject>> FindAsync(IArchiveBrowser? browser, PathString path)
    {
        if (browser is null || !TryRead(path, out var level, out var id))
            return [];
        ArchivedResource? resource;
        try
        {
            resource = await browser.FindAsync(id, level, CancellationToken.None);
        }
        catch (IOException)
        {
            // The request says so, too; that it was made is told all the same.
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
