using System.Text;
using System.Text.Json.Nodes;

namespace Belfry.Services;

/// <summary>What became of one entity of a <see cref="RetrieveOrder"/>. Immutable.</summary>
/// <param name="Status">The last status of the modality, 0 for success; 0110H when it gave none.</param>
/// <param name="ReceivedIds">Identifiers of the instances that came by C-GET.</param>
internal sealed record RetrieveResult(ushort Status, IReadOnlyList<string> ReceivedIds)
{
    /// <summary>The results that a checkpoint has.</summary>
    public static List<RetrieveResult> ParseAll(ReadOnlyMemory<byte> checkpoint)
    {
        if (checkpoint.IsEmpty)
            return [];
        return [.. JsonNode.Parse(checkpoint.Span)!.AsArray().Select(
            static one => new RetrieveResult((ushort?)one!["status"] ?? 0, [.. one["received"]!.AsArray().Select(static id => (string?)id ?? "")]))];
    }

    /// <summary>A checkpoint.</summary>
    public static ReadOnlyMemory<byte> ToBytes(IEnumerable<RetrieveResult> results)
    {
        var array = new JsonArray([.. results.Select(static one => (JsonNode)new JsonObject
        {
            ["status"] = one.Status,
            ["received"] = new JsonArray([.. one.ReceivedIds.Select(static id => (JsonNode)id)]),
        })]);
        return Encoding.UTF8.GetBytes(array.ToJsonString());
    }
}
