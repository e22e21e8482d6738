using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>Routes of the reference server that are not served: they say so, with 501, so that nobody takes them for a mistake in the path.</summary>
public static class UnservedEndpoints
{
    private static readonly string[] _ofLevels = ["modify", "anonymize", "archive", "media", "reconstruct"];

    private static readonly (string Verb, string Path)[] _others =
    [
        ("POST", "/studies/{id}/split"), ("POST", "/studies/{id}/merge"), ("POST", "/tools/create-dicom"), ("POST", "/tools/create-archive"),
        ("POST", "/tools/create-media"), ("POST", "/tools/create-media-extended"), ("GET", "/tools/create-archive"), ("GET", "/tools/create-media"),
        ("POST", "/tools/bulk-modify"), ("POST", "/tools/bulk-anonymize"), ("GET", "/instances/{id}/pdf"), ("GET", "/instances/{id}/matlab"), ("GET", "/instances/{id}/rendered"),
        ("GET", "/instances/{id}/frames/{index}/matlab"), ("GET", "/instances/{id}/frames/{index}/rendered"), ("GET", "/instances/{id}/numpy"),
        ("GET", "/instances/{id}/frames/{index}/numpy"), ("GET", "/series/{id}/numpy"), ("GET", "/series/{id}/ordered-slices"), ("PUT", "/tools/metrics"), ("POST", "/tools/reset"), ("POST", "/tools/shutdown"),
    ];

    /// <summary>Adds them.</summary>
    /// <param name="routes">Where to add them.</param>
    public static void MapUnserved(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        foreach (var level in LevelNames.All)
        {
            foreach (var name in _ofLevels)
                Map(routes, HttpMethods.Post, $"/{LevelNames.FolderOf(level)}/{{id}}/{name}");
            Map(routes, HttpMethods.Get, $"/{LevelNames.FolderOf(level)}/{{id}}/archive");
            Map(routes, HttpMethods.Get, $"/{LevelNames.FolderOf(level)}/{{id}}/media");
        }

        foreach (var (verb, path) in _others)
            Map(routes, verb, path);
    }

    private static void Map(IEndpointRouteBuilder routes, string verb, string path) => routes.MapMethods(
        path, verb == HttpMethods.Get ? ResourceRoutes.Reading : [verb], static Task (_) => throw new RestException(RestError.NotImplemented, "The server does not serve this."))
        .WithMetadata(new ExcludeFromDescriptionAttribute());
}
