using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The route that describes the others.</summary>
public static class OpenApiEndpoints
{
    /// <summary>The path of the document.</summary>
    public const string Path = "/openapi.json";

    /// <summary>Adds <c>/openapi.json</c>: an OpenAPI 3.1 document of all routes that are there when it is asked for, but those of plugins.</summary>
    /// <param name="routes">Where to add it; its routes are described.</param>
    /// <param name="version">The server's version.</param>
    public static void MapOpenApi(this IEndpointRouteBuilder routes, string version)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], context =>
        {
            var all = routes.DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
                .Where(static endpoint => endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null);
            return JsonAnswers.WriteOneAsync(context, writer => OpenApiDocument.WriteAsync(writer, all, version));
        });
    }
}
