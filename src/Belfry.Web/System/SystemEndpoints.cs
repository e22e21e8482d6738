using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that say what the server is and how it is.</summary>
public static class SystemEndpoints
{
    /// <summary>The version of the REST surface; clients only compare it.</summary>
    private const int ApiVersion = 30;

    /// <summary>Adds <c>/system</c>, <c>/health</c> and, when something is measured, <c>/metrics</c>.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="facts">Asked at each request.</param>
    /// <param name="isHealthy">Asked at each request to <c>/health</c>: true while the server can answer what it is configured to answer.</param>
    /// <param name="metrics">The measurements; null leaves <c>/metrics</c> out.</param>
    public static void MapSystem(this IEndpointRouteBuilder routes, Func<SystemFacts> facts, Func<bool> isHealthy, PrometheusPage? metrics)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapMethods("/system", ResourceRoutes.Reading, context => JsonAnswers.WriteAsync(context, writer => WriteSystem(writer, facts())))
            .Answers(writer => WriteSystem(writer, facts()));
        routes.MapMethods("/health", ResourceRoutes.Reading, context => WriteHealthAsync(context, isHealthy())).Answers(static writer => WriteHealth(writer, isHealthy: true));
        routes.MapMethods("/health/ready", ResourceRoutes.Reading, context => WriteHealthAsync(context, isHealthy())).Answers(static writer => WriteHealth(writer, isHealthy: true));
        routes.MapMethods("/health/live", ResourceRoutes.Reading, static context => WriteHealthAsync(context, isHealthy: true)).Answers(static writer => WriteHealth(writer, isHealthy: true));
        if (metrics is null)
            return;
        foreach (var path in (string[])["/metrics", "/tools/metrics-prometheus"])
        {
            routes.MapMethods(path, ResourceRoutes.Reading, context =>
            {
                var page = Encoding.UTF8.GetBytes(metrics.Render());
                return WriteAsync(context, PrometheusPage.ContentType, page);
            });
        }
    }

    private static Task WriteHealthAsync(HttpContext context, bool isHealthy)
    {
        context.Response.StatusCode = isHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return JsonAnswers.WriteAsync(context, writer => WriteHealth(writer, isHealthy));
    }

    private static void WriteHealth(Utf8JsonWriter writer, bool isHealthy)
    {
        writer.WriteStartObject();
        writer.WriteString("Status", isHealthy ? "Healthy" : "Unhealthy");
        writer.WriteEndObject();
    }

    private static void WriteSystem(Utf8JsonWriter writer, SystemFacts facts)
    {
        writer.WriteStartObject();
        writer.WriteNumber("ApiVersion", ApiVersion);
        writer.WriteString("BelfryVersion", facts.BelfryVersion);
        writer.WriteStartObject("Capabilities");
        writer.WriteBoolean("HasExtendedChanges", true);
        writer.WriteBoolean("HasExtendedFind", true);
        writer.WriteEndObject();
        writer.WriteBoolean("CheckRevisions", facts.Users.ChecksRevisions);
        writer.WriteNull("DatabaseBackendPlugin");
        writer.WriteString("DatabaseServerIdentifier", facts.Name);
        writer.WriteNumber("DatabaseVersion", 0);
        writer.WriteString("DicomAet", facts.DicomAet);
        writer.WriteString("DicomDefaultRetrieveMethod", RetrieveMethods.NameOf(facts.RetrieveMethod));
        writer.WriteNumber("DicomPort", facts.DicomPort);
        writer.WriteBoolean("HasLabels", facts.MainAttributes.Count > 0);
        writer.WriteNumber("HttpPort", facts.HttpPort);
        writer.WriteString("IngestTranscoding", "");
        writer.WriteBoolean("IsHttpServerSecure", facts.IsSecure);
        writer.WriteStartObject("MainDicomTags");
        foreach (var level in LevelNames.All.Take(facts.MainAttributes.Count))
            writer.WriteString(LevelNames.TypeOf(level), string.Join(';', facts.MainAttributes[(int)level].Select(static tag => $"{tag.Group:x4},{tag.Element:x4}")));
        writer.WriteEndObject();
        writer.WriteString("MaximumStorageMode", facts.MaximumStorageMode);
        writer.WriteNumber("MaximumStorageSize", facts.MaximumStorageSize);
        writer.WriteString("Name", facts.Name);
        writer.WriteBoolean("OverwriteInstances", facts.Overwrites);
        writer.WriteStartArray("Plugins");
        foreach (var plugin in facts.Plugins)
        {
            writer.WriteStartObject();
            writer.WriteString("Name", plugin.Name);
            writer.WriteString("Version", plugin.Version);
            writer.WriteString("Description", plugin.Description);
            writer.WriteString("Kind", plugin.Kind);
            writer.WriteString("Isolation", plugin.IsIsolated ? "process" : "none");
            if (plugin.Unserved.Count > 0)
            {
                writer.WriteStartArray("NotServed");
                foreach (var area in plugin.Unserved)
                    writer.WriteStringValue(area);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteBoolean("PluginsEnabled", true);
        writer.WriteBoolean("ReadOnly", false);
        writer.WriteNull("StorageAreaPlugin");
        writer.WriteBoolean("StorageCompression", facts.IsCompressed);
        writer.WriteStartObject("UserMetadata");
        foreach (var (name, number) in facts.Users.Metadata.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            writer.WriteNumber(name, number);
        writer.WriteEndObject();
        writer.WriteString("Version", SystemFacts.ReferenceVersion);
        writer.WriteEndObject();
    }

    private static async Task WriteAsync(HttpContext context, string contentType, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
