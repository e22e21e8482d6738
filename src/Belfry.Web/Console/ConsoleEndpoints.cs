using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The console: its pages, and the routes that it alone uses. Whatever REST has, it asks REST for.</summary>
public static class ConsoleEndpoints
{
    /// <summary>Adds <c>/</c> and all below <c>/console</c>.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="parts">What is shown.</param>
    public static void MapConsole(this IEndpointRouteBuilder routes, ConsoleParts parts)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(parts);
        var files = new ConsoleFiles();
        routes.MapMethods("/", ResourceRoutes.Reading, static context => RedirectAsync(context, "console/index.html"));
        routes.MapMethods("/console", ResourceRoutes.Reading, static context => RedirectAsync(context, "/console/index.html"));
        routes.MapMethods("/console/{name}", ResourceRoutes.Reading, context => files.WriteAsync(context, (string?)context.Request.RouteValues["name"] ?? ""));
        routes.MapTraffic(parts.Traffic, parts.Clock);
        routes.MapMethods("/console/api/about", ResourceRoutes.Reading, context => AnswerAsync(context, () => ConsoleJson.WriteAboutAsync(context, parts)));
        routes.MapMethods("/console/api/health", ResourceRoutes.Reading, context => AnswerAsync(context, () => HealthJson.WriteAsync(context, parts)));
        routes.MapMethods("/console/api/plugins", ResourceRoutes.Reading, context => AnswerAsync(context, () => ConsoleJson.WritePluginsAsync(context, parts)));
        routes.MapMethods("/console/api/modalities", ResourceRoutes.Reading, context => AnswerAsync(context, () => ConsoleJson.WriteModalitiesAsync(context, parts)));
        routes.MapMethods("/console/api/worklist/explain", [HttpMethods.Post], context => AnswerAsync(context, () => WorklistExplanation.AnswerAsync(context, parts)));
    }

    private static Task RedirectAsync(HttpContext context, string target)
    {
        context.Response.StatusCode = StatusCodes.Status302Found;
        context.Response.Headers.Location = target;
        return Task.CompletedTask;
    }

    private static Task AnswerAsync(HttpContext context, Func<Task> answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        return answer();
    }
}
