namespace Belfry.Orthanc;

/// <summary>Another server with a REST interface that plugins may call (<c>OrthancPeers</c>). Immutable.</summary>
/// <param name="Name">Its name here.</param>
/// <param name="Url">Where its REST interface begins.</param>
public sealed record OrthancPeer(string Name, Uri Url)
{
    /// <summary>The user of HTTP Basic; null for none.</summary>
    public string? Username { get; init; }

    /// <summary>The user's password.</summary>
    public string? Password { get; init; }

    /// <summary>Headers of each request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How long one request may take; null for as long as any.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>What the configuration says beside, for plugins.</summary>
    public IReadOnlyDictionary<string, string> UserProperties { get; init; } = new Dictionary<string, string>();
}
