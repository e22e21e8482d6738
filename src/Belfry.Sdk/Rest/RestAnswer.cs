using System.Text.Json;

namespace Belfry.Sdk;

/// <summary>The answer to a call of the server's REST interface. Immutable.</summary>
/// <param name="Status">The status of HTTP.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The whole body.</param>
public sealed record RestAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>True for a status from 200 to 299.</summary>
    public bool IsSuccess => Status is >= 200 and <= 299;

    /// <summary>The body as a document; the caller disposes it.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public JsonDocument ReadJson() => JsonDocument.Parse(Body);
}
