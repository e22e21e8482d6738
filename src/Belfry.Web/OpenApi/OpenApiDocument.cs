using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>An OpenAPI 3.1 document: made of the routes themselves, so that it can neither lack one nor name one too many.</summary>
internal static partial class OpenApiDocument
{
    public static async ValueTask WriteAsync(Utf8JsonWriter writer, IEnumerable<RouteEndpoint> endpoints, string version)
    {
        writer.WriteStartObject();
        writer.WriteString("openapi", "3.1.0");
        writer.WriteStartObject("info");
        writer.WriteString("title", "Belfry");
        writer.WriteString("description", "The REST interface that clients of the reference server know. Members of answers are in alphabetical order; flags without a value are on.");
        writer.WriteString("version", version);
        writer.WriteEndObject();
        writer.WriteStartObject("paths");
        foreach (var path in endpoints.GroupBy(static endpoint => PathOf(endpoint.RoutePattern.RawText ?? "/")).OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            // What the console asks is its own, and changes with it.
            if (path.Key != "/" && !path.Key.StartsWith("/console", StringComparison.Ordinal))
                await WritePathAsync(writer, path.Key, path);
        }

        writer.WriteEndObject();
        WriteComponents(writer);
        writer.WriteEndObject();
    }

    /// <summary>The path as OpenAPI has it: parameters without their constraints, a catch-all as one parameter.</summary>
    public static string PathOf(string pattern)
    {
        var path = Parameter().Replace(pattern, "{$1}");
        return path.StartsWith('/') ? path : "/" + path;
    }

    private static async ValueTask WritePathAsync(Utf8JsonWriter writer, string path, IEnumerable<RouteEndpoint> endpoints)
    {
        writer.WriteStartObject(path);
        WriteParameters(writer, path);
        HashSet<string> written = [];
        foreach (var endpoint in endpoints)
        {
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
            {
                if (!written.Add(method))
                    continue;
                using var example = endpoint.Metadata.GetMetadata<AnswerExample>() is { } answer ? await answer.ReadAsync() : null;
                WriteOperation(writer, method, path, example?.RootElement);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter writer, string path)
    {
        var names = Parameter().Matches(path).Select(static match => match.Groups[1].Value).ToList();
        if (names.Count == 0)
            return;
        writer.WriteStartArray("parameters");
        foreach (var name in names)
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString("in", "path");
            writer.WriteBoolean("required", true);
            WriteSchema(writer, "string");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteOperation(Utf8JsonWriter writer, string method, string path, JsonElement? example)
    {
        writer.WriteStartObject(method.ToLowerInvariant());
        writer.WriteString("operationId", OperationId(method, path));
        if (RouteTexts.Find(method, path) is { } text)
            writer.WriteString("summary", text);
        writer.WriteStartArray("tags");
        writer.WriteStringValue(path.Split('/', 3)[1] is { Length: > 0 } first ? first : "console");
        writer.WriteEndArray();
        if (method is "POST" or "PUT")
        {
            writer.WriteStartObject("requestBody");
            writer.WriteStartObject("content");
            writer.WriteStartObject(path == "/instances" ? "application/dicom" : "*/*");
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteStartObject("responses");
        writer.WriteStartObject("200");
        writer.WriteString("description", "Done");
        if (example is { } answer && method != "HEAD")
        {
            writer.WriteStartObject("content");
            writer.WriteStartObject("application/json");
            writer.WritePropertyName("schema");
            JsonSchema.Write(writer, answer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("default");
        writer.WriteString("description", "What is wrong");
        writer.WriteStartObject("content");
        writer.WriteStartObject("application/json");
        writer.WriteStartObject("schema");
        writer.WriteString("$ref", "#/components/schemas/Error");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteComponents(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("components");
        writer.WriteStartObject("schemas");
        writer.WriteStartObject("Error");
        writer.WriteString("type", "object");
        writer.WriteStartObject("properties");
        foreach (var (name, type) in (ReadOnlySpan<(string, string)>)
            [("Details", "string"), ("HttpError", "string"), ("HttpStatus", "integer"), ("Message", "string"), ("Method", "string"), ("OrthancError", "string"), ("OrthancStatus", "integer"), ("Uri", "string")])
        {
            writer.WriteStartObject(name);
            writer.WriteString("type", type);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("securitySchemes");
        writer.WriteStartObject("basic");
        writer.WriteString("type", "http");
        writer.WriteString("scheme", "basic");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartArray("security");
        writer.WriteStartObject();
        writer.WriteStartArray("basic");
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteStartObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteSchema(Utf8JsonWriter writer, string type)
    {
        writer.WriteStartObject("schema");
        writer.WriteString("type", type);
        writer.WriteEndObject();
    }

    // "GET /studies/{id}/series" is get-studies-id-series.
    private static string OperationId(string method, string path) =>
        $"{method.ToLowerInvariant()}-{string.Join('-', path.Split(['/', '{', '}'], StringSplitOptions.RemoveEmptyEntries))}".TrimEnd('-');

    // {name}, {name:int}, {**rest}
    [GeneratedRegex(@"\{\*{0,2}(\w+)[^}]*\}")]
    private static partial Regex Parameter();
}
