using Belfry.Archive;
using Belfry.Sdk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes of labels.</summary>
public static class LabelEndpoints
{
    // Longer ones are mistakes.
    private const int Longest = 64;

    /// <summary>Adds <c>labels</c> below the resources of each level, and <c>/tools/labels</c>.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="archive">Has the resources.</param>
    public static void MapLabels(this IEndpointRouteBuilder routes, DicomArchive archive)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(archive);
        routes.MapMethods("/tools/labels", ResourceRoutes.Reading, async context =>
            await JsonAnswers.WriteTextsAsync(context, await archive.Extras.ListLabelsAsync(context.RequestAborted)));
        foreach (var level in LevelNames.All)
        {
            var path = $"/{LevelNames.FolderOf(level)}/{{id}}/labels";
            routes.MapMethods(path, ResourceRoutes.Reading, async context => await JsonAnswers.WriteTextsAsync(context, await ReadAsync(context, archive, level)));
            routes.MapMethods($"{path}/{{label}}", ResourceRoutes.Reading, async context =>
            {
                if (!(await ReadAsync(context, archive, level)).Contains(NameOf(context)))
                    throw new RestException(RestError.UnknownResource);
                context.Response.ContentType = "text/plain";
            });
            routes.MapMethods($"{path}/{{label}}", [HttpMethods.Put], context => SetAsync(context, archive, level, isSet: true));
            routes.MapMethods($"{path}/{{label}}", [HttpMethods.Delete], context => SetAsync(context, archive, level, isSet: false));
        }
    }

    /// <summary>Checks the characters of a label.</summary>
    /// <exception cref="RestException">It is none.</exception>
    internal static string Check(string label) =>
        label.Length is > 0 and <= Longest && label.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? label
            : throw new RestException(RestError.OutOfRange, "A label has letters, digits, '_' and '-', and no more than 64.");

    private static async Task SetAsync(HttpContext context, DicomArchive archive, QueryRetrieveLevel level, bool isSet)
    {
        var label = NameOf(context);
        var resource = await ResourceRoutes.FindAsync(context, archive, level);
        if (!await archive.Extras.SetLabelAsync(level, resource.Id, label, isSet, CancellationToken.None))
            throw new RestException(RestError.UnknownResource);
        context.Response.ContentType = "text/plain";
    }

    private static async ValueTask<IReadOnlyList<string>> ReadAsync(HttpContext context, DicomArchive archive, QueryRetrieveLevel level)
    {
        var resource = await ResourceRoutes.FindAsync(context, archive, level);
        return (await archive.Extras.ReadAsync(level, resource.Id, context.RequestAborted)).Labels;
    }

    private static string NameOf(HttpContext context) => Check((string?)context.Request.RouteValues["label"] ?? "");
}
