namespace Belfry.Sdk;

/// <summary>A call of the server's REST interface. Immutable.</summary>
/// <param name="Verb">One verb.</param>
/// <param name="Path">The path, with the query string if there is one, encoded as in a URL.</param>
public sealed record RestCall(RestVerb Verb, string Path)
{
    /// <summary>The headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>True asks the routes of plugins too, which go before the server's own; false by default, so that a plugin does not meet itself.</summary>
    public bool IncludesPlugins { get; init; }
}
