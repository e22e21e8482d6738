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
    /// <param name="names">Names what REST puts there.</param>
    public static void MapMetadata(this IEndpointRouteBuilder routes, DicomArchive archive, UserNames names)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(archive);
        foreach (var level in LevelNames.All)
        {
            var path = $"/{LevelNames.FolderOf(level)}/{{id}}/metadata";
            routes.MapMethods(path, ResourceRoutes.Reading, context => ListAsync(context, archive, names, level));
            routes.MapMethods($"{path}/{{name}}", ResourceRoutes.Reading, context => ShowAsync(context, archive, names, level));
        }
    }

    private static async Task ListAsync(HttpContext context, DicomArchive archive, UserNames names, QueryRetrieveLevel level)
    {
        var resource = await ResourceRoutes.FindAsync(context, archive, level);
        var extras = await archive.Extras.ReadAsync(level, resource.Id, context.RequestAborted);
        var isNumeric = QueryFlags.IsOn(context, "numeric");
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in await ResourceMetadata.ReadAsync(archive, resource, context.RequestAborted))
            all[isNumeric ? Text(ResourceMetadata.Numbers[name]) : name] = value;
        foreach (var (number, metadata) in extras.Metadata)
            all[isNumeric ? Text(number) : names.NameOfMetadata(number)] = metadata.Value;
        if (!QueryFlags.IsOn(context, "expand"))
        {
            await JsonAnswers.WriteTextsAsync(context, all.Keys);
            return;
        }

        await JsonAnswers.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            foreach (var (name, value) in all)
                writer.WriteString(name, value);
            writer.WriteEndObject();
        });
    }

    private static async Task ShowAsync(HttpContext context, DicomArchive archive, UserNames names, QueryRetrieveLevel level)
    {
        var resource = await ResourceRoutes.FindAsync(context, archive, level);
        var text = ModalityBody.NameOf(context);
        UserMetadata? value;
        if (names.MetadataOf(text) is { } number)
            value = (await archive.Extras.ReadAsync(level, resource.Id, context.RequestAborted)).Metadata.GetValueOrDefault(number);
        else
        {
            var name = ResourceMetadata.Parse(text) ?? throw new RestException(RestError.NoSuchItem);
            value = (await ResourceMetadata.ReadAsync(archive, resource, context.RequestAborted)).TryGetValue(name, out var own) ? new UserMetadata(own, 0) : null;
        }

        if (value is null)
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        else if (!Revisions.IsKnown(context, Revisions.Of(value.Revision, Encoding.UTF8.GetBytes(value.Value))))
            await JsonAnswers.WriteTextAsync(context, value.Value);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
