using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>Writes answers of JSON.</summary>
internal static class JsonAnswers
{
    /// <summary>The content type of all of them.</summary>
    public const string ContentType = "application/json; charset=utf-8";

    // What is sent at once while more is being read: large enough for few packets, small enough to be kept for many clients.
    private const int Portion = 32 * 1024;

    /// <summary>Answers with one value.</summary>
    public static Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write) => WriteOneAsync(context, writer =>
    {
        write(writer);
        return default;
    });

    /// <summary>Answers with one value that takes reading to be written.</summary>
    public static async Task WriteOneAsync(HttpContext context, Func<Utf8JsonWriter, ValueTask> write)
    {
        var output = JsonOutput.Rent();
        await write(output.Json);
        output.Json.Flush();
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = output.Bytes.WrittenCount;
        await context.Response.Body.WriteAsync(output.Bytes.WrittenMemory, context.RequestAborted);
        JsonOutput.Return(output);
    }

    /// <summary>Answers with an array, which is sent while it is made. An exception after the first portion ends the connection.</summary>
    public static Task WriteArrayAsync<T>(HttpContext context, IAsyncEnumerable<T> items, Func<Utf8JsonWriter, T, ValueTask> write) =>
        WriteManyAsync(context, items, write, static writer => writer.WriteStartArray(), static writer => writer.WriteEndArray());

    /// <summary>Answers with an object in the same way; each item writes members.</summary>
    public static Task WriteObjectAsync<T>(HttpContext context, IAsyncEnumerable<T> items, Func<Utf8JsonWriter, T, ValueTask> write) =>
        WriteManyAsync(context, items, write, static writer => writer.WriteStartObject(), static writer => writer.WriteEndObject());

    private static async Task WriteManyAsync<T>(
        HttpContext context, IAsyncEnumerable<T> items, Func<Utf8JsonWriter, T, ValueTask> write, Action<Utf8JsonWriter> start, Action<Utf8JsonWriter> end)
    {
        var output = JsonOutput.Rent();
        var (writer, buffer) = (output.Json, output.Bytes);
        start(writer);
        await foreach (var item in items.WithCancellation(context.RequestAborted))
        {
            await write(writer, item);
            if (writer.BytesPending + buffer.WrittenCount < Portion)
                continue;
            writer.Flush();
            if (!context.Response.HasStarted)
                context.Response.ContentType = ContentType;
            await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
            buffer.ResetWrittenCount();
        }

        end(writer);
        writer.Flush();
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = ContentType;
            context.Response.ContentLength = buffer.WrittenCount;
        }

        await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
        JsonOutput.Return(output);
    }

    /// <summary>Answers with an array of texts.</summary>
    public static Task WriteTextsAsync(HttpContext context, IEnumerable<string> texts) => WriteAsync(context, writer =>
    {
        writer.WriteStartArray();
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    });

    /// <summary>Answers with <c>{}</c>.</summary>
    public static Task WriteEmptyAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync("{}", context.RequestAborted);
    }

    /// <summary>Answers with a plain value.</summary>
    public static Task WriteTextAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
