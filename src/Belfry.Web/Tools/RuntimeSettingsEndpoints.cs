using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that show and change settings while the server runs.</summary>
public static class RuntimeSettingsEndpoints
{
    /// <summary>
    /// Adds <c>/tools/default-encoding</c>, <c>/tools/unknown-sop-class-accepted</c>, <c>/tools/accepted-transfer-syntaxes</c> and <c>/tools/log-level</c>
    /// with its parts.
    /// </summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="settings">The settings.</param>
    public static void MapRuntimeSettings(this IEndpointRouteBuilder routes, IRuntimeSettings settings)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(settings);
        Map(routes, "default-encoding", context => JsonAnswers.WriteTextAsync(context, settings.DefaultEncoding), (context, text) =>
            settings.TrySetDefaultEncoding(text) ? JsonAnswers.WriteTextAsync(context, text) : throw new RestException(RestError.OutOfRange, "There is no such encoding."));
        Map(
            routes,
            "unknown-sop-class-accepted",
            context => JsonAnswers.WriteTextAsync(context, settings.AcceptsUnknownSopClasses ? "1" : "0"),
            (context, text) =>
            {
                settings.AcceptsUnknownSopClasses = text switch
                {
                    "1" or "true" => true,
                    "0" or "false" => false,
                    _ => throw new RestException(RestError.BadFormat, "The body is no Boolean."),
                };
                return EmptyAsync(context);
            });
        Map(routes, "accepted-transfer-syntaxes", context => JsonAnswers.WriteTextsAsync(context, settings.AcceptedTransferSyntaxes), (context, text) =>
        {
            settings.SetAcceptedTransferSyntaxes(PatternsOf(text));
            return JsonAnswers.WriteTextsAsync(context, settings.AcceptedTransferSyntaxes);
        });
        MapLog(routes, "log-level", settings, null);
        foreach (var category in settings.LogCategories)
            MapLog(routes, $"log-level-{category}", settings, category);
    }

    private static void MapLog(IEndpointRouteBuilder routes, string name, IRuntimeSettings settings, string? category) => Map(
        routes, name, context => JsonAnswers.WriteTextAsync(context, settings.GetLogLevel(category)), (context, text) =>
            settings.TrySetLogLevel(category, text) ? EmptyAsync(context) : throw new RestException(RestError.OutOfRange, "A level is default, verbose or trace."));

    private static void Map(IEndpointRouteBuilder routes, string name, RequestDelegate show, Func<HttpContext, string, Task> change)
    {
        routes.MapMethods($"/tools/{name}", ResourceRoutes.Reading, show);
        routes.MapMethods($"/tools/{name}", [HttpMethods.Put], async context => await change(context, (await RequestBodies.ReadTextAsync(context)).Trim()));
    }

    // An array of texts, a text, or a text that is no JSON.
    private static IReadOnlyList<string> PatternsOf(string text)
    {
        if (!text.StartsWith('[') && !text.StartsWith('"') && !text.StartsWith('{'))
            return text.Length > 0 ? [text] : throw new RestException(RestError.BadFormat, "The body is empty.");
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.String)
            return [root.GetString() ?? ""];
        return root.ValueKind == JsonValueKind.Array && root.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String)
            ? [.. root.EnumerateArray().Select(static item => item.GetString() ?? "")]
            : throw new RestException(RestError.BadFormat, "The body is no array of texts.");
    }

    private static Task EmptyAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain";
        return Task.CompletedTask;
    }
}
