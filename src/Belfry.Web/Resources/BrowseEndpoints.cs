using System.Text.Json;
using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that list the four levels, show a resource, walk up and down, and delete.</summary>
public static class BrowseEndpoints
{
    /// <summary>Adds <c>/patients</c>, <c>/studies</c>, <c>/series</c>, <c>/instances</c> and what is below them.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="archive">What is shown.</param>
    public static void MapBrowsing(this IEndpointRouteBuilder routes, DicomArchive archive)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(archive);
        foreach (var level in LevelNames.All)
        {
            var folder = LevelNames.FolderOf(level);
            routes.MapMethods($"/{folder}", ResourceRoutes.Reading, context => ListAsync(context, archive, level))
                .AnswersWith(writer => AnswerExample.WriteListAsync(writer, archive, level));
            routes.MapMethods($"/{folder}/{{id}}", ResourceRoutes.Reading, context => ShowAsync(context, archive, level))
                .AnswersWith(writer => AnswerExample.WriteAsync(writer, archive, level));
            routes.MapMethods($"/{folder}/{{id}}", [HttpMethods.Delete], context => DeleteAsync(context, archive, level))
                .Answers(writer => WriteDeletion(writer, (level, AnswerExample.Resource(level).Id)));
            routes.MapMethods($"/{folder}/{{id}}/statistics", ResourceRoutes.Reading, context => MeasureAsync(context, archive, level))
                .Answers(writer => StatisticsJson.Write(writer, level, new ResourceSize(0, 0, 0, 0, 0)));
            foreach (var other in LevelNames.All)
            {
                if (other > level)
                {
                    routes.MapMethods($"/{folder}/{{id}}/{LevelNames.FolderOf(other)}", ResourceRoutes.Reading, context => ListBelowAsync(context, archive, level, other))
                        .AnswersWith(writer => AnswerExample.WriteListAsync(writer, archive, other));
                }
                else if (other < level)
                {
                    routes.MapMethods(
                        $"/{folder}/{{id}}/{LevelNames.TypeOf(other).ToLowerInvariant()}", ResourceRoutes.Reading, context => ShowAboveAsync(context, archive, level, other))
                        .AnswersWith(writer => AnswerExample.WriteAsync(writer, archive, other));
                }
            }
        }
    }

    private static async Task ListAsync(HttpContext context, DicomArchive archive, QueryRetrieveLevel level)
    {
        var since = QueryFlags.Number(context, "since");
        var limit = QueryFlags.Number(context, "limit");
        if (since is null != limit is null)
            throw new RestException(RestError.BadRequest, "\"since\" and \"limit\" go together.");
        long? take = limit is > 0 ? limit : null;
        if (!QueryFlags.IsOn(context, "expand"))
        {
            var ids = await archive.Browser.ListIdsAsync(level, since ?? 0, take, context.RequestAborted);
            await JsonAnswers.WriteArrayAsync(context, ids.ToAsyncEnumerable(), static (writer, id) =>
            {
                writer.WriteStringValue(id.ToString());
                return default;
            });
            return;
        }

        var resources = archive.Browser.ListAsync(level, since ?? 0, take, context.RequestAborted, RequestedAttributes.Of(context));
        await WriteAllAsync(context, archive, resources);
    }

    private static async Task ShowAsync(HttpContext context, DicomArchive archive, QueryRetrieveLevel level) =>
        await WriteOneAsync(context, archive, await ResourceRoutes.FindAsync(context, archive, level));

    private static async Task ShowAboveAsync(HttpContext context, DicomArchive archive, QueryRetrieveLevel level, QueryRetrieveLevel above)
    {
        var resource = await ResourceRoutes.FindAsync(context, archive, level);
        await WriteOneAsync(context, archive, await archive.Browser.FindAboveAsync(resource, above, context.RequestAborted)
            ?? throw new RestException(RestError.UnknownResource));
    }

    private static async Task ListBelowAsync(HttpContext context, DicomArchive archive, QueryRetrieveLevel level, QueryRetrieveLevel below)
    {
        var resource = await ResourceRoutes.FindAsync(context, archive, level);
        var found = archive.Browser.ListBelowAsync(resource, below, context.RequestAborted, RequestedAttributes.Of(context));
        if (QueryFlags.IsOn(context, "expand", byDefault: true))
            await WriteAllAsync(context, archive, found);
        else
            await WriteIdsAsync(context, found);
    }

    private static async Task DeleteAsync(HttpContext context, DicomArchive archive, QueryRetrieveLevel level)
    {
        // What was asked for is done whether or not the client is still there.
        if (!ArchiveId.TryParse((string?)context.Request.RouteValues["id"], out var id)
            || await archive.DeleteAsync(level, id, CancellationToken.None) is not { } deletion)
        {
            throw new RestException(RestError.UnknownResource);
        }

        await JsonAnswers.WriteAsync(context, writer => WriteDeletion(writer, deletion.Remaining));
    }

    private static void WriteDeletion(Utf8JsonWriter writer, (QueryRetrieveLevel Level, ArchiveId Id)? remaining)
    {
        writer.WriteStartObject();
        if (remaining is var (level, id))
        {
            writer.WriteStartObject("RemainingAncestor");
            ResourceReference.WriteMembers(writer, level, id);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("RemainingAncestor");
        }

        writer.WriteEndObject();
    }

    private static async Task MeasureAsync(HttpContext context, DicomArchive archive, QueryRetrieveLevel level)
    {
        var resource = await ResourceRoutes.FindAsync(context, archive, level);
        var size = await archive.Browser.MeasureAsync(resource, context.RequestAborted);
        await JsonAnswers.WriteAsync(context, writer => StatisticsJson.Write(writer, level, size));
    }

    private static Task WriteOneAsync(HttpContext context, DicomArchive archive, ArchivedResource resource) =>
        JsonAnswers.WriteOneAsync(context, writer => new ResourceJson(archive, ViewOf(context)).WriteAsync(writer, resource, context.RequestAborted));

    private static Task WriteAllAsync(HttpContext context, DicomArchive archive, IAsyncEnumerable<ArchivedResource> resources)
    {
        var json = new ResourceJson(archive, ViewOf(context));
        return JsonAnswers.WriteArrayAsync(context, resources, (writer, resource) => json.WriteAsync(writer, resource, context.RequestAborted));
    }

    private static Task WriteIdsAsync(HttpContext context, IAsyncEnumerable<ArchivedResource> resources) =>
        JsonAnswers.WriteArrayAsync(context, resources, static (writer, resource) =>
        {
            writer.WriteStringValue(resource.Id.ToString());
            return default;
        });

    private static ResourceView ViewOf(HttpContext context) => new()
    {
        Format = QueryFlags.Format(context, TagJsonFormat.Human),
        RequestedTags = RequestedAttributes.Of(context),
    };
}
