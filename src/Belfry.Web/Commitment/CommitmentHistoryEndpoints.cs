using System.Text.Json;
using Belfry.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The route that tells what became of the storage commitment transactions that peers asked for.</summary>
public static class CommitmentHistoryEndpoints
{
    private const int DefaultLimit = 100;
    private const int LargestLimit = 10_000;

    private static readonly Job _example = new() { Id = Guid.Empty, Kind = "", Completed = DateTimeOffset.UnixEpoch, Runtime = TimeSpan.FromSeconds(0.5) };

    /// <summary>Adds <c>/commitments</c>: <c>?text=</c>, <c>?limit=</c>, and <c>?before=</c> with <c>Last</c> of the part before.</summary>
    /// <param name="routes">Where to add it.</param>
    /// <param name="history">Has the transactions.</param>
    public static void MapCommitmentHistory(this IEndpointRouteBuilder routes, CommitmentHistory history)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(history);
        routes.MapMethods("/commitments", ResourceRoutes.Reading, context => ListAsync(context, history))
            .Answers(static writer => Write(writer, new CommitmentHistoryPart([_example]) { IsDone = true }));
    }

    private static async Task ListAsync(HttpContext context, CommitmentHistory history)
    {
        var text = context.Request.Query["text"].ToString();
        var limit = QueryFlags.Number(context, "limit") is { } wanted and > 0 ? (int)Math.Min(wanted, LargestLimit) : DefaultLimit;
        var part = await history.ListAsync(text.Length == 0 ? null : text, QueryFlags.Number(context, "before"), limit, context.RequestAborted);
        await JsonAnswers.WriteAsync(context, writer => Write(writer, part));
    }

    private static void Write(Utf8JsonWriter writer, CommitmentHistoryPart part)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("Commitments");
        foreach (var job in part.Transactions)
            JobJson.Write(writer, job);
        writer.WriteEndArray();
        writer.WriteBoolean("Done", part.IsDone);
        writer.WriteNumber("Last", part.Last);
        writer.WriteEndObject();
    }
}
