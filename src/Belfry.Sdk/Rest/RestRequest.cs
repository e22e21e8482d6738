using System.Net;

namespace Belfry.Sdk;

/// <summary>A request of HTTP for a route. To be used until its handler is done; from one thread at a time.</summary>
public sealed class RestRequest
{
    /// <summary>The verb: one.</summary>
    public required RestVerb Verb { get; init; }

    /// <summary>The path, decoded, without the query string; it begins with a slash and ends with none.</summary>
    public required string Path { get; init; }

    /// <summary>What the groups of the route's expression or the parameters of its template hold, in their order; empty for those that hold nothing.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The parameters of the query string, decoded, in their order; one without a value has an empty one.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>The headers, their names in lower case.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body, to be read once; the server's limit on bodies holds.</summary>
    public Stream Body { get; init; } = Stream.Null;

    /// <summary>The name of the user; null when nobody was asked for one, and for calls from within the server.</summary>
    public string? User { get; init; }

    /// <summary>The address that it comes from; null for calls from within the server.</summary>
    public IPAddress? RemoteAddress { get; init; }

    /// <summary>All of the body.</summary>
    public async Task<byte[]> ReadBodyAsync(CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        await Body.CopyToAsync(buffer, cancellation).ConfigureAwait(false);
        return buffer.ToArray();
    }

    /// <summary>The first parameter of the query string with that name; null when there is none.</summary>
    public string? Argument(string name) => First(Query, name, StringComparison.Ordinal);

    /// <summary>The first header with that name, in any case; null when there is none.</summary>
    public string? Header(string name) => First(Headers, name, StringComparison.OrdinalIgnoreCase);

    private static string? First(IReadOnlyList<KeyValuePair<string, string>> pairs, string name, StringComparison comparison)
    {
        foreach (var (key, value) in pairs)
        {
            if (string.Equals(key, name, comparison))
                return value;
        }

        return null;
    }
}
