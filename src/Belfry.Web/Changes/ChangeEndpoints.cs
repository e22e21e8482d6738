using System.Text.Json;
using Belfry.Archive;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that tell what happened in the archive.</summary>
public static class ChangeEndpoints
{
    /// <summary>Adds <c>/changes</c>.</summary>
    /// <param name="routes">Where to add it.</param>
    /// <param name="changes">The changes.</param>
    public static void MapChanges(this IEndpointRouteBuilder routes, IChangeLog changes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(changes);
        routes.MapMethods("/changes", ResourceRoutes.Reading, context => LogPage.WriteAsync(
            context,
            "Changes",
            (since, limit) => changes.ListAsync(since, limit, context.RequestAborted),
            () => changes.FindLastAsync(context.RequestAborted),
            static change => change.Sequence,
            Write));
        routes.MapMethods("/changes", [HttpMethods.Delete], async context =>
        {
            await changes.ClearAsync(CancellationToken.None);
            context.Response.ContentType = "text/plain";
        });
    }

    private static void Write(Utf8JsonWriter writer, ArchiveChange change)
    {
        var type = LevelNames.TypeOf(change.Level);
        writer.WriteStartObject();
        writer.WriteString("ChangeType", change.Kind is ChangeKind.New or ChangeKind.Stable ? change.Kind + type : change.Kind.ToString());
        writer.WriteString("Date", ResourceMetadata.TimeOf(change.Time));
        writer.WriteString("ID", change.Id.ToString());
        writer.WriteString("Path", LevelNames.PathOf(change.Level, change.Id));
        writer.WriteString("ResourceType", type);
        writer.WriteNumber("Seq", change.Sequence);
        writer.WriteEndObject();
    }
}
