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
    /// <param name="list">Gives the entries behind a place and up to another, as many as said, the first of them or the last.</param>
    /// <param name="findLast">Gives the latest.</param>
    /// <param name="placeOf">The place of an entry.</param>
    /// <param name="write">Writes an entry.</param>
    public static async Task WriteAsync<T>(
        HttpContext context,
        string name,
        Func<LogPart, ValueTask<IReadOnlyList<T>>> list,
        Func<ValueTask<T?>> findLast,
        Func<T, long> placeOf,
        Action<Utf8JsonWriter, T> write)
        where T : class
    {
        if (QueryFlags.IsOn(context, "last"))
        {
            var last = await findLast();
            await WriteAsync(context, name, last is null ? [] : [last], isDone: true, since: 0, placeOf, write);
            return;
        }

        var (since, to) = (QueryFlags.Number(context, "since"), QueryFlags.Number(context, "to"));
        var limit = QueryFlags.Number(context, "limit") is { } wanted and > 0 ? (int)Math.Min(wanted, LargestLimit) : DefaultLimit;

        // Who says only where it ends reads backwards.
        var isFromTheEnd = since is null && to is not null;
        var found = await list(new LogPart(since ?? 0, to ?? long.MaxValue, limit + 1, isFromTheEnd));
        List<T> shown = [.. isFromTheEnd ? found.TakeLast(limit) : found.Take(limit)];

        // Who asks from behind the end, such as after an index was put back, is told where it is.
        var place = since ?? 0;
        if (shown.Count == 0 && place > 0)
            place = Math.Min(place, await findLast() is { } latest ? placeOf(latest) : 0);
        await WriteAsync(context, name, shown, found.Count <= limit, place, placeOf, write);
    }

    private static Task WriteAsync<T>(
        HttpContext context, string name, IReadOnlyList<T> entries, bool isDone, long since, Func<T, long> placeOf, Action<Utf8JsonWriter, T> write) =>
        JsonAnswers.WriteAsync(context, writer => Write(writer, name, entries, isDone, since, placeOf, write));

    /// <summary>Writes a part as an object.</summary>
    public static void Write<T>(
        Utf8JsonWriter writer, string name, IReadOnlyList<T> entries, bool isDone, long since, Func<T, long> placeOf, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartObject();

        // Members in alphabetical order: Changes, Done, Exports, First, Last.
        if (string.CompareOrdinal(name, "Done") > 0)
            writer.WriteBoolean("Done", isDone);
        writer.WriteStartArray(name);
        foreach (var entry in entries)
            write(writer, entry);
        writer.WriteEndArray();
        if (string.CompareOrdinal(name, "Done") < 0)
            writer.WriteBoolean("Done", isDone);
        writer.WriteNumber("First", entries is [var first, ..] ? placeOf(first) : since);
        writer.WriteNumber("Last", entries is [.., var last] ? placeOf(last) : since);
        writer.WriteEndObject();
    }
}
