using System.Text.Json;
using Belfry.Archive;
using Belfry.Sdk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that tell what was sent to others.</summary>
public static class ExportEndpoints
{
    private static readonly string[] _uids = ["PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"];

    private static readonly ArchiveExport _example = new(0, DateTimeOffset.UnixEpoch, "", QueryRetrieveLevel.Image, default, _uids);

    /// <summary>Adds <c>/exports</c>.</summary>
    /// <param name="routes">Where to add it.</param>
    /// <param name="exports">The exports.</param>
    public static void MapExports(this IEndpointRouteBuilder routes, IExportLog exports)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(exports);
        routes.MapMethods("/exports", ResourceRoutes.Reading, context => LogPage.WriteAsync(
            context,
            "Exports",
            part => exports.ListAsync(part.Since, part.Limit, context.RequestAborted),
            () => exports.FindLastAsync(context.RequestAborted),
            static export => export.Sequence,
            Write)).Answers(static writer => LogPage.Write(writer, "Exports", [_example], isDone: true, 0, static export => export.Sequence, Write));
        routes.MapMethods("/exports", [HttpMethods.Delete], async context =>
        {
            await exports.ClearAsync(CancellationToken.None);
            context.Response.ContentType = "text/plain";
        });
    }

    private static void Write(Utf8JsonWriter writer, ArchiveExport export)
    {
        writer.WriteStartObject();
        writer.WriteString("Date", ResourceMetadata.TimeOf(export.Time));
        writer.WriteString("ID", export.Id.ToString());
        writer.WriteString("Path", LevelNames.PathOf(export.Level, export.Id));
        WriteUid(writer, export, 0);
        writer.WriteString("RemoteModality", export.Modality);
        writer.WriteString("ResourceType", LevelNames.TypeOf(export.Level));
        WriteUid(writer, export, 3);
        writer.WriteNumber("Seq", export.Sequence);
        WriteUid(writer, export, 2);
        WriteUid(writer, export, 1);
        writer.WriteEndObject();
    }

    // Those down to the level of what was sent.
    private static void WriteUid(Utf8JsonWriter writer, ArchiveExport export, int index)
    {
        if (index < export.Uids.Count)
            writer.WriteString(_uids[index], export.Uids[index]);
    }
}
