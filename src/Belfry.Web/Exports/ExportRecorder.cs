using Belfry.Archive;
using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>Writes down what is sent to modalities, when that is wanted (<c>LogExportedResources</c>). Thread-safe.</summary>
/// <param name="exports">Where it is written; null when it is not wanted.</param>
/// <param name="clock">The clock.</param>
public sealed class ExportRecorder(IExportLog? exports, TimeProvider clock)
{
    private static readonly DicomTag[] _keys = [Tags.PatientID, Tags.StudyInstanceUID, Tags.SeriesInstanceUID, Tags.SOPInstanceUID];

    /// <summary>Writes down that resources are sent, one entry for each.</summary>
    internal async ValueTask AddAsync(string modality, IReadOnlyList<ArchivedResource> resources, CancellationToken cancellation)
    {
        if (exports is null || resources.Count == 0)
            return;
        var now = clock.GetUtcNow();
        await exports.AddAsync([.. resources.Select(resource => new ArchiveExport(0, now, modality, resource.Level, resource.Id, UidsOf(resource)))], cancellation);
    }

    private static string[] UidsOf(ArchivedResource resource)
    {
        var attributes = resource.AllAttributes();
        return [.. _keys.Take((int)resource.Level + 1).Select(key => attributes.GetString(key)?.Trim(' ', '\0') ?? "")];
    }
}
