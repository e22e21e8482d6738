using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>Reads bodies that are kept in memory. The server's limit on bodies holds (413).</summary>
internal static class RequestBodies
{
    /// <summary>All bytes.</summary>
    public static async Task<byte[]> ReadBytesAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.ToArray();
    }

    /// <summary>The text.</summary>
    public static async Task<string> ReadTextAsync(HttpContext context) => Encoding.UTF8.GetString(await ReadBytesAsync(context));

    /// <summary>A document; the caller disposes it.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static async Task<JsonDocument> ReadJsonAsync(HttpContext context) => ParseJson(await ReadBytesAsync(context));

    // The reader checks the syntax, and texts only when they are asked for: half a surrogate pair would show in the middle of the work.
    private static void CheckTexts(byte[] bytes)
    {
        if (!Utf8.IsValid(bytes))
            throw new RestException(RestError.BadFormat, "The body is no UTF-8.");
        var reader = new Utf8JsonReader(bytes);
        try
        {
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.String or JsonTokenType.PropertyName, ValueIsEscaped: true })
                    reader.GetString();
            }
        }
        catch (InvalidOperationException fault)
        {
            throw new RestException(RestError.BadFormat, "A text of the body is half a character.", fault);
        }
    }

    /// <summary>A document whose value is an object; the caller disposes it.</summary>
    /// <exception cref="JsonException">It is no document.</exception>
    /// <exception cref="RestException">It is no object.</exception>
    public static async Task<JsonDocument> ReadObjectAsync(HttpContext context) => ObjectOf(await ReadJsonAsync(context));

    /// <summary>A document whose value is an object, which the caller disposes; null for an empty body.</summary>
    /// <exception cref="JsonException">It is no document.</exception>
    /// <exception cref="RestException">It is no object.</exception>
    public static async Task<JsonDocument?> ReadOptionalAsync(HttpContext context)
    {
        var bytes = await ReadBytesAsync(context);
        return bytes.AsSpan().Trim(" \r\n\t"u8).IsEmpty ? null : ObjectOf(ParseJson(bytes));
    }

    /// <summary>A document of bytes that were read; the caller disposes it.</summary>
    /// <exception cref="JsonException">They are none.</exception>
    /// <exception cref="RestException">They are no UTF-8.</exception>
    public static JsonDocument ParseJson(byte[] bytes)
    {
        CheckTexts(bytes);
        return JsonDocument.Parse(bytes);
    }

    private static JsonDocument ObjectOf(JsonDocument document)
    {
        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        document.Dispose();
        throw new RestException(RestError.BadFormat, "The body is no JSON object.");
    }
}
