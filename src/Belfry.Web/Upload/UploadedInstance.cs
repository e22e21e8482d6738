using System.Text.Json;
using Belfry.Archive;
using Belfry.Sdk;

namespace Belfry.Web;

/// <summary>What became of a file that was uploaded.</summary>
/// <param name="Status"><c>Success</c>, <c>AlreadyStored</c> or <c>FilteredOut</c>.</param>
/// <param name="Instance">Its identifier.</param>
/// <param name="Series">Identifier of the series it is in.</param>
/// <param name="Study">Identifier of the study.</param>
/// <param name="Patient">Identifier of the patient.</param>
internal sealed record UploadedInstance(string Status, ArchiveId Instance, ArchiveId Series, ArchiveId Study, ArchiveId Patient) : IUploadOutcome
{
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("ID", Instance.ToString());
        writer.WriteString("ParentPatient", Patient.ToString());
        writer.WriteString("ParentSeries", Series.ToString());
        writer.WriteString("ParentStudy", Study.ToString());
        writer.WriteString("Path", LevelNames.PathOf(QueryRetrieveLevel.Image, Instance));
        writer.WriteString("Status", Status);
        writer.WriteEndObject();
    }
}
