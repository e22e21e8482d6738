namespace Belfry.Web;

/// <summary>Another server of this REST interface: an entry of <c>OrthancPeers</c>. Immutable.</summary>
/// <param name="Name">The symbolic name.</param>
/// <param name="Url">Where it is, with a slash at the end.</param>
public sealed record RemotePeer(string Name, Uri Url)
{
    /// <summary>The user; empty for none.</summary>
    public string Username { get; init; } = "";

    /// <summary>The user's password, which is never shown.</summary>
    public string Password { get; init; } = "";

    /// <summary>Headers of each request, whose values are never shown.</summary>
    public IReadOnlyDictionary<string, string> HttpHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>What else the entry says, for plugins.</summary>
    public IReadOnlyDictionary<string, string> UserProperties { get; init; } = new Dictionary<string, string>();

    /// <summary>How long it may take; null for as configured.</summary>
    public TimeSpan? Timeout { get; init; }
}
