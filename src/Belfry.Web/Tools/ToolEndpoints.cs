using Belfry.Dicom;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes of tools that need no archive, and of plugins.</summary>
public static class ToolEndpoints
{
    private static readonly RandomUidGenerator _uids = new();

    /// <summary>Adds <c>/tools</c>, <c>/tools/dicom-conformance</c>, <c>/tools/execute-script</c>, <c>/tools/generate-uid</c>, <c>/tools/metrics</c>,
    /// <c>/tools/invalidate-tags</c>, and <c>/plugins</c>.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="facts">Asked at each request.</param>
    /// <param name="conformance">What is served, asked at each request.</param>
    /// <param name="isLuaEnabled">True when scripts are wanted (<c>ExecuteLuaEnabled</c>).</param>
    public static void MapTools(this IEndpointRouteBuilder routes, Func<SystemFacts> facts, Func<ConformanceFacts> conformance, bool isLuaEnabled)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(conformance);
        routes.MapMethods("/tools", ResourceRoutes.Reading, context => JsonAnswers.WriteTextsAsync(context, NamesBelow(routes, "/tools/")));
        routes.MapMethods("/tools/dicom-conformance", ResourceRoutes.Reading, context => JsonAnswers.WriteTextAsync(context, ConformanceText.Write(conformance())));
        routes.MapMethods("/tools/execute-script", [HttpMethods.Post], _ => throw (isLuaEnabled
            ? new RestException(RestError.NotImplemented, "Lua scripts are not run: the server has no interpreter.")
            : new RestException(RestError.Forbidden, "\"ExecuteLuaEnabled\" is false.")));

        routes.MapMethods("/tools/generate-uid", ResourceRoutes.Reading, static context => GenerateUidAsync(context));

        // They are always there; switching them off is among what is not served.
        routes.MapMethods("/tools/metrics", ResourceRoutes.Reading, static context => JsonAnswers.WriteTextAsync(context, "1"));

        // Nothing of tags is remembered beside the index.
        routes.MapMethods("/tools/invalidate-tags", [HttpMethods.Post], static context =>
        {
            context.Response.ContentType = "text/plain";
            return Task.CompletedTask;
        });
        routes.MapMethods("/plugins", ResourceRoutes.Reading, context => JsonAnswers.WriteTextsAsync(
            context, [.. facts().Plugins.Select(static plugin => plugin.Name).Order(StringComparer.Ordinal), "explorer.js"]));
        routes.MapMethods("/plugins/explorer.js", ResourceRoutes.Reading, static context =>
        {
            context.Response.ContentType = "application/javascript";
            return context.Response.WriteAsync("", context.RequestAborted);
        });
        routes.MapMethods("/plugins/{name}", ResourceRoutes.Reading, context => ShowPluginAsync(context, facts()));
    }

    private static Task GenerateUidAsync(HttpContext context) => context.Request.Query["level"].ToString() is "" or "patient" or "study" or "series" or "instance"
        ? JsonAnswers.WriteTextAsync(context, _uids.Next().Value)
        : throw new RestException(RestError.UnknownResource, "\"level\" is patient, study, series or instance.");

    private static Task ShowPluginAsync(HttpContext context, SystemFacts facts)
    {
        var plugin = facts.Plugins.FirstOrDefault(plugin => plugin.Name == ModalityBody.NameOf(context)) ?? throw new RestException(RestError.UnknownResource);
        return JsonAnswers.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("Description", plugin.Description);
            writer.WriteString("ID", plugin.Name);
            writer.WriteString("Version", plugin.Version);
            writer.WriteEndObject();
        });
    }

    private static IEnumerable<string> NamesBelow(IEndpointRouteBuilder routes, string prefix) => routes.DataSources
        .SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>().Select(static endpoint => endpoint.RoutePattern.RawText ?? "")
        .Where(path => path.StartsWith(prefix, StringComparison.Ordinal)).Select(path => path[prefix.Length..].Split('/')[0]).Distinct().Order(StringComparer.Ordinal);
}
