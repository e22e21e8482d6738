using System.Text.Json;
using Belfry.Archive;
using Belfry.Sdk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that tell what happened in the archive.</summary>
public static class ChangeEndpoints
{
    private static readonly ArchiveChange _example = new(0, ChangeKind.New, QueryRetrieveLevel.Study, default, DateTimeOffset.UnixEpoch);

    /// <summary>Adds <c>/changes</c>.</summary>
    /// <param name="routes">Where to add it.</param>
    /// <param name="changes">The changes.</param>
    public static void MapChanges(this IEndpointRouteBuilder routes, IChangeLog changes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(changes);
        routes.MapMethods("/changes", ResourceRoutes.Reading, context =>
        {
            var types = ChangeTypes.Of(context);
            return LogPage.WriteAsync(
                context,
                "Changes",
                part => changes.ListAsync(
                    new ChangeQuery(part.Since, part.Limit) { To = part.To, IsFromTheEnd = part.IsFromTheEnd, Types = types }, context.RequestAborted),
                () => changes.FindLastAsync(context.RequestAborted),
                static change => change.Sequence,
                Write);
        }).Answers(static writer => LogPage.Write(writer, "Changes", [_example], isDone: true, 0, static change => change.Sequence, Write));
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
        writer.WriteString("ChangeType", ChangeTypes.NameOf(change.Kind, change.Level));
        writer.WriteString("Date", ResourceMetadata.TimeOf(change.Time));
        writer.WriteString("ID", change.Id.ToString());
        writer.WriteString("Path", LevelNames.PathOf(change.Level, change.Id));
        writer.WriteString("ResourceType", type);
        writer.WriteNumber("Seq", change.Sequence);
        writer.WriteEndObject();
    }
}
