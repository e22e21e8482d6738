using System.Text.Json;
using Belfry.Archive;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that tell what happened in the archive.</summary>
public static class ChangeEndpoints
{
    private const int DefaultLimit = 100;

    // As many as fit in an answer of some megabytes.
    private const int LargestLimit = 10_000;

    /// <summary>Adds <c>/changes</c>.</summary>
    /// <param name="routes">Where to add it.</param>
    /// <param name="changes">The changes.</param>
    public static void MapChanges(this IEndpointRouteBuilder routes, IChangeLog changes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(changes);
        routes.MapMethods("/changes", ResourceRoutes.Reading, context => ListAsync(context, changes));
        routes.MapMethods("/changes", [HttpMethods.Delete], async context =>
        {
            await changes.ClearAsync(CancellationToken.None);
            context.Response.ContentType = "text/plain";
        });
    }

    private static async Task ListAsync(HttpContext context, IChangeLog changes)
    {
        if (QueryFlags.IsOn(context, "last"))
        {
            var last = await changes.FindLastAsync(context.RequestAborted);
            await WriteAsync(context, last is null ? [] : [last], isDone: true, since: 0);
            return;
        }

        var since = QueryFlags.Number(context, "since") ?? 0;
        var limit = QueryFlags.Number(context, "limit") is { } wanted and > 0 ? (int)Math.Min(wanted, LargestLimit) : DefaultLimit;
        var found = await changes.ListAsync(since, limit + 1, context.RequestAborted);
        await WriteAsync(context, found.Take(limit).ToList(), found.Count <= limit, since);
    }

    private static Task WriteAsync(HttpContext context, IReadOnlyList<ArchiveChange> changes, bool isDone, long since) => JsonAnswers.WriteAsync(context, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("Changes");
        foreach (var change in changes)
            Write(writer, change);
        writer.WriteEndArray();
        writer.WriteBoolean("Done", isDone);
        writer.WriteNumber("Last", changes is [.., var last] ? last.Sequence : since);
        writer.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter writer, ArchiveChange change)
    {
        var type = LevelNames.TypeOf(change.Level);
        writer.WriteStartObject();
        writer.WriteString("ChangeType", change.Kind + type);
        writer.WriteString("Date", ResourceMetadata.TimeOf(change.Time));
        writer.WriteString("ID", change.Id.ToString());
        writer.WriteString("Path", LevelNames.PathOf(change.Level, change.Id));
        writer.WriteString("ResourceType", type);
        writer.WriteNumber("Seq", change.Sequence);
        writer.WriteEndObject();
    }
}
