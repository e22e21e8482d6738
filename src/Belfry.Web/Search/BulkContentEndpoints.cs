using System.Runtime.CompilerServices;
using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The route that shows many resources at once.</summary>
public static class BulkContentEndpoints
{
    /// <summary>Adds <c>/tools/bulk-content</c> and <c>/tools/bulk-delete</c>.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="archive">Has the resources.</param>
    public static void MapBulkContent(this IEndpointRouteBuilder routes, DicomArchive archive)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(archive);
        routes.MapMethods("/tools/bulk-content", [HttpMethods.Post], context => ShowAsync(context, archive));
        routes.MapMethods("/tools/bulk-delete", [HttpMethods.Post], context => DeleteAsync(context, archive));
    }

    private static async Task ShowAsync(HttpContext context, DicomArchive archive)
    {
        using var document = await FindBody.ReadAsync(context);
        var body = document.RootElement;
        var ids = BodyMembers.Texts(body, "Resources") ?? throw new RestException(RestError.BadFormat, "\"Resources\" is missing.");
        var level = BodyMembers.Text(body, "Level") is { } name ? LevelNames.Parse(name) : (QueryRetrieveLevel?)null;
        var contents = ResourceContents.Expanded | (BodyMembers.Flag(body, "Metadata") == false ? ResourceContents.None : ResourceContents.Metadata);
        var json = new ResourceJson(archive, new ResourceView { Format = BodyMembers.Format(body, TagJsonFormat.Human), Contents = contents });
        await JsonAnswers.WriteArrayAsync(
            context, FindAsync(archive, ids, level, context.RequestAborted), (writer, resource) => json.WriteAsync(writer, resource, context.RequestAborted));
    }

    private static async Task DeleteAsync(HttpContext context, DicomArchive archive)
    {
        using var document = await FindBody.ReadAsync(context);
        var ids = BodyMembers.Texts(document.RootElement, "Resources") ?? throw new RestException(RestError.BadFormat, "\"Resources\" is missing.");

        // What was asked for is done whether or not the client is still there; what is part of another one is gone with it.
        foreach (var text in ids)
        {
            if (ArchiveId.TryParse(text, out var id) && await archive.Browser.FindAsync(id, null, CancellationToken.None) is { } resource)
                await archive.DeleteAsync(resource.Level, resource.Id, CancellationToken.None);
        }

        context.Response.ContentType = "text/plain";
    }

    // Unknown ones are left out; what many are part of, or have, is given once.
    private static async IAsyncEnumerable<ArchivedResource> FindAsync(
        DicomArchive archive, IReadOnlyList<string> ids, QueryRetrieveLevel? level, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var given = new HashSet<ArchiveId>();
        foreach (var text in ids)
        {
            if (!ArchiveId.TryParse(text, out var id) || await archive.Browser.FindAsync(id, null, cancellation) is not { } resource)
                continue;
            if (level is null)
            {
                yield return resource;
            }
            else if (level is { } below && below > resource.Level)
            {
                await foreach (var part in archive.Browser.ListBelowAsync(resource, below, cancellation))
                {
                    if (given.Add(part.Id))
                        yield return part;
                }
            }
            else if (await archive.Browser.FindAboveAsync(resource, level.Value, cancellation) is { } one && given.Add(one.Id))
            {
                yield return one;
            }
        }
    }
}
