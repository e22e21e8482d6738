using System.Text.Json;
using System.Text.Json.Nodes;
using Belfry.Archive;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that tell what was sent to others.</summary>
public static class ExportEndpoints
{
    private static readonly string[] _uids = ["PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"];

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
            (since, limit) => exports.ListAsync(since, limit, context.RequestAborted),
            () => exports.FindLastAsync(context.RequestAborted),
            static export => export.Sequence,
            Write));
        routes.MapMethods("/exports", [HttpMethods.Delete], async context =>
        {
            await exports.ClearAsync(CancellationToken.None);
            context.Response.ContentType = "text/plain";
        });
    }

    private static void Write(Utf8JsonWriter writer, ArchiveExport export)
    {
        var members = new JsonObject
        {
            ["Date"] = ResourceMetadata.TimeOf(export.Time),
            ["ID"] = export.Id.ToString(),
            ["Path"] = LevelNames.PathOf(export.Level, export.Id),
            ["RemoteModality"] = export.Modality,
            ["ResourceType"] = LevelNames.TypeOf(export.Level),
            ["Seq"] = export.Sequence,
        };
        foreach (var (name, uid) in _uids.Zip(export.Uids))
            members[name] = uid;
        JobJson.WriteSorted(writer, members.ToJsonString());
    }
}
