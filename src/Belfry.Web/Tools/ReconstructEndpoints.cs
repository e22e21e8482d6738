using System.Text.Json;
using Belfry.Archive;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The route that builds the index anew.</summary>
public static class ReconstructEndpoints
{
    /// <summary>
    /// Adds <c>POST /tools/reconstruct</c>: answers when all is done, as the reference host does, with what came of it. A client that goes away ends
    /// it. 409 while another one runs; what the body says is not looked at, since files are never written anew.
    /// </summary>
    /// <param name="routes">Where to add it.</param>
    /// <param name="rebuild">Does it; <see cref="InvalidOperationException"/> when it is being done already.</param>
    public static void MapReconstruct(this IEndpointRouteBuilder routes, Func<CancellationToken, Task<RebuildResult>> rebuild)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(rebuild);
        routes.MapMethods("/tools/reconstruct", [HttpMethods.Post], context => RunAsync(context, rebuild));
    }

    private static async Task RunAsync(HttpContext context, Func<CancellationToken, Task<RebuildResult>> rebuild)
    {
        RebuildResult result;
        try
        {
            result = await rebuild(context.RequestAborted);
        }
        catch (InvalidOperationException)
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            return;
        }
        catch (OperationCanceledException)
        {
            // The client is gone, or the server stops.
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.Body, new JsonWriterOptions { Indented = true });
        RebuildJson.Write(writer, result);
    }
}
