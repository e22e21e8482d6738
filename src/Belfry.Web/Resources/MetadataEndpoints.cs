using System.Globalization;
using System.Text;
using Belfry.Archive;
using Belfry.Sdk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that show what the archive knows of a resource.</summary>
public static class MetadataEndpoints
{
    /// <summary>Adds <c>metadata</c> below the resources of each level.</summary>
    /// <param name="routes">Where to add it.</param>
    /// <param name="archive">Has the resources.</param>
    public static void MapMetadata(this IEndpointRouteBuilder routes, DicomArchive archive)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(archive);
        foreach (var level in LevelNames.All)
        {
            var path = $"/{LevelNames.FolderOf(level)}/{{id}}/metadata";
            routes.MapMethods(path, ResourceRoutes.Reading, context => ListAsync(context, archive, level));
            routes.MapMethods($"{path}/{{name}}", ResourceRoutes.Reading, context => ShowAsync(context, archive, level));
        }
    }

    private static async Task ListAsync(HttpContext context, DicomArchive archive, QueryRetrieveLevel level)
    {
        var all = ResourceMetadata.Of(await ResourceRoutes.FindAsync(context, archive, level));
        var isNumeric = QueryFlags.IsOn(context, "numeric");
        string NameOf(string name) => isNumeric ? ResourceMetadata.Numbers[name].ToString(CultureInfo.InvariantCulture) : name;
        if (!QueryFlags.IsOn(context, "expand"))
        {
            await JsonAnswers.WriteTextsAsync(context, all.Keys.Select(NameOf));
            return;
        }

        await JsonAnswers.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            foreach (var (name, value) in all)
                writer.WriteString(NameOf(name), value);
            writer.WriteEndObject();
        });
    }

    private static async Task ShowAsync(HttpContext context, DicomArchive archive, QueryRetrieveLevel level)
    {
        var resource = await ResourceRoutes.FindAsync(context, archive, level);
        var name = ResourceMetadata.Parse((string?)context.Request.RouteValues["name"] ?? "") ?? throw new RestException(RestError.NoSuchItem);
        if (!ResourceMetadata.Of(resource).TryGetValue(name, out var value))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!Revisions.IsKnown(context, Revisions.Of(0, Encoding.UTF8.GetBytes(value))))
            await JsonAnswers.WriteTextAsync(context, value);
    }
}
