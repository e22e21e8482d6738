using System.Text;
using System.Text.Unicode;
using Belfry.Archive;
using Belfry.Sdk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that put metadata beside resources, and take it away. What the archive itself knows cannot be changed: 403.</summary>
public static class MetadataEditing
{
    /// <summary>Adds them.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="archive">Has the resources.</param>
    /// <param name="names">Names what is put there.</param>
    public static void MapMetadataEditing(this IEndpointRouteBuilder routes, DicomArchive archive, UserNames names)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(names);
        foreach (var level in LevelNames.All)
        {
            var path = $"/{LevelNames.FolderOf(level)}/{{id}}/metadata/{{name}}";
            routes.MapMethods(path, [HttpMethods.Put], context => ChangeAsync(context, archive, names, level, isRemoval: false));
            routes.MapMethods(path, [HttpMethods.Delete], context => ChangeAsync(context, archive, names, level, isRemoval: true));
        }
    }

    private static async Task ChangeAsync(HttpContext context, DicomArchive archive, UserNames names, QueryRetrieveLevel level, bool isRemoval)
    {
        var resource = await ResourceRoutes.FindAsync(context, archive, level);
        var name = ModalityBody.NameOf(context);
        if (names.MetadataOf(name) is not { } number)
        {
            context.Response.StatusCode = ResourceMetadata.Parse(name) is null && !int.TryParse(name, out _)
                ? throw new RestException(RestError.NoSuchItem, "There is no such metadata.")
                : StatusCodes.Status403Forbidden;
            return;
        }

        var expected = Revisions.Expected(context, names.ChecksRevisions);
        var value = isRemoval ? null : ValueOf(await RequestBodies.ReadBytesAsync(context));
        Predicate<UserMetadata>? mayReplace = expected is null
            ? null
            : existing => expected(Revisions.Of(existing.Revision, Encoding.UTF8.GetBytes(existing.Value)));
        var (outcome, revision) = await archive.Extras.SetMetadataAsync(level, resource.Id, number, value, mayReplace, CancellationToken.None);
        ExtraAnswers.ThrowUnlessDone(outcome);
        if (value is not null)
            context.Response.Headers.ETag = Revisions.Of(revision, Encoding.UTF8.GetBytes(value));
        context.Response.ContentType = "text/plain";
    }

    // Kept and given back as text: what is none would come back as something else.
    private static string ValueOf(byte[] bytes) => Utf8.IsValid(bytes)
        ? Encoding.UTF8.GetString(bytes)
        : throw new RestException(RestError.BadFormat, "The value is no UTF-8.");
}
