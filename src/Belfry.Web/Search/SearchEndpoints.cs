using System.Text.Json;
using Belfry.Archive;
using Belfry.Sdk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that find resources.</summary>
public static class SearchEndpoints
{
    /// <summary>Adds <c>/tools/find</c>, <c>/tools/count-resources</c> and <c>/tools/lookup</c>.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="archive">What is searched.</param>
    /// <param name="options">How; asked at each request.</param>
    /// <param name="names">Names what REST put beside resources.</param>
    public static void MapSearch(this IEndpointRouteBuilder routes, DicomArchive archive, Func<RestFindOptions> options, UserNames names)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(options);
        routes.MapMethods("/tools/find", [HttpMethods.Post], context => FindAsync(context, archive, new ResourceSearch(archive, options()), names))
            .AnswersWith(writer => AnswerExample.WriteListAsync(writer, archive, LevelNames.All));
        routes.MapMethods("/tools/count-resources", [HttpMethods.Post], context => CountAsync(context, new ResourceSearch(archive, options()), names))
            .Answers(static writer => WriteCount(writer, 0));
        routes.MapMethods("/tools/lookup", [HttpMethods.Post], context => LookUpAsync(context, archive))
            .Answers(static writer => WriteFound(writer, [AnswerExample.Resource(QueryRetrieveLevel.Study)]));
    }

    private static async Task FindAsync(HttpContext context, DicomArchive archive, ResourceSearch search, UserNames names)
    {
        using var document = await FindBody.ReadAsync(context);
        var body = FindBody.Read(document.RootElement, names);
        var json = new ResourceJson(archive, body.View);
        await JsonAnswers.WriteArrayAsync(context, search.FindAsync(body, context.RequestAborted), (writer, resource) =>
        {
            if (body.IsExpanded)
                return json.WriteAsync(writer, resource, context.RequestAborted);
            writer.WriteStringValue(resource.Id.ToString());
            return default;
        });
    }

    private static async Task CountAsync(HttpContext context, ResourceSearch search, UserNames names)
    {
        using var document = await FindBody.ReadAsync(context);
        var body = FindBody.Read(document.RootElement, names);
        if (body.IsCaseSensitive)
            throw new RestException(RestError.OutOfRange, "\"CaseSensitive\" is not for counting.");
        var count = await search.CountAsync(body, context.RequestAborted);
        await JsonAnswers.WriteAsync(context, writer => WriteCount(writer, count));
    }

    private static void WriteCount(Utf8JsonWriter writer, long count)
    {
        writer.WriteStartObject();
        writer.WriteNumber("Count", count);
        writer.WriteEndObject();
    }

    private static async Task LookUpAsync(HttpContext context, DicomArchive archive)
    {
        var found = await archive.Browser.LookUpAsync(await RequestBodies.ReadTextAsync(context), context.RequestAborted);
        await JsonAnswers.WriteAsync(context, writer => WriteFound(writer, found));
    }

    private static void WriteFound(Utf8JsonWriter writer, IReadOnlyList<ArchivedResource> found)
    {
        writer.WriteStartArray();
        foreach (var resource in found)
        {
            writer.WriteStartObject();
            ResourceReference.WriteMembers(writer, resource.Level, resource.Id);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
