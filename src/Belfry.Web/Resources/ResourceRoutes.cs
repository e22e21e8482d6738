using Belfry.Archive;
using Belfry.Sdk;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>Finds the resource that a path names.</summary>
internal static class ResourceRoutes
{
    /// <summary>GET, answered for HEAD too: the server leaves the body out by itself (RFC 9110 §9.3.2).</summary>
    public static string[] Reading { get; } = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>The resource of <c>{id}</c>.</summary>
    /// <exception cref="RestException">There is none at this level.</exception>
    public static async ValueTask<ArchivedResource> FindAsync(HttpContext context, DicomArchive archive, QueryRetrieveLevel level)
    {
        var text = (string?)context.Request.RouteValues["id"];
        return ArchiveId.TryParse(text, out var id)
            && await archive.Browser.FindAsync(id, level, context.RequestAborted, RequestedAttributes.Of(context)) is { } resource
            ? resource
            : throw new RestException(RestError.UnknownResource);
    }

    /// <summary>The resource of an identifier, at any level.</summary>
    /// <exception cref="RestException">There is none.</exception>
    public static async ValueTask<ArchivedResource> FindAsync(DicomArchive archive, string text, CancellationToken cancellation) =>
        ArchiveId.TryParse(text, out var id) && await archive.Browser.FindAsync(id, null, cancellation) is { } resource
            ? resource
            : throw new RestException(RestError.UnknownResource);

    /// <summary>The instance of <c>{id}</c> and its file.</summary>
    /// <exception cref="RestException">There is none.</exception>
    public static async ValueTask<(ArchivedResource Instance, StoredFile File)> FindInstanceAsync(HttpContext context, DicomArchive archive)
    {
        var instance = await FindAsync(context, archive, QueryRetrieveLevel.Image);
        return instance.File is { } file ? (instance, file) : throw new RestException(RestError.UnknownResource);
    }
}
