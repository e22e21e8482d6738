using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>A part of a list in which each entry has its place: <c>since</c>, <c>limit</c> and <c>last</c> choose it.</summary>
internal static class LogPage
{
    private const int DefaultLimit = 100;

    // As many as fit in an answer of some megabytes.
    private const int LargestLimit = 10_000;

    /// <summary>Answers with the part that the request asks for.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">The member that has the entries.</param>
    /// <param name="list">Gives the entries behind a place, as many as said.</param>
    /// <param name="findLast">Gives the latest.</param>
    /// <param name="placeOf">The place of an entry.</param>
    /// <param name="write">Writes an entry.</param>
    public static async Task WriteAsync<T>(
        HttpContext context,
        string name,
        Func<long, int, ValueTask<IReadOnlyList<T>>> list,
        Func<ValueTask<T?>> findLast,
        Func<T, long> placeOf,
        Action<Utf8JsonWriter, T> write)
        where T : class
    {
        if (QueryFlags.IsOn(context, "last"))
        {
            var last = await findLast();
            await WriteAsync(context, name, last is null ? [] : [last], isDone: true, last is null ? 0 : placeOf(last), write);
            return;
        }

        var since = QueryFlags.Number(context, "since") ?? 0;
        var limit = QueryFlags.Number(context, "limit") is { } wanted and > 0 ? (int)Math.Min(wanted, LargestLimit) : DefaultLimit;
        var found = await list(since, limit + 1);
        List<T> shown = [.. found.Take(limit)];
        await WriteAsync(context, name, shown, found.Count <= limit, shown is [.., var end] ? placeOf(end) : since, write);
    }

    private static Task WriteAsync<T>(
        HttpContext context, string name, IReadOnlyList<T> entries, bool isDone, long last, Action<Utf8JsonWriter, T> write) => JsonAnswers.WriteAsync(context, writer =>
    {
        writer.WriteStartObject();

        // Members in alphabetical order: Changes, Done, Exports, Last.
        if (string.CompareOrdinal(name, "Done") > 0)
            writer.WriteBoolean("Done", isDone);
        writer.WriteStartArray(name);
        foreach (var entry in entries)
            write(writer, entry);
        writer.WriteEndArray();
        if (string.CompareOrdinal(name, "Done") < 0)
            writer.WriteBoolean("Done", isDone);
        writer.WriteNumber("Last", last);
        writer.WriteEndObject();
    });
}
