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

    /// <summary>How long it may say nothing; null for as configured.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>A file with the certificate that this server shows it, PEM; null for none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>A file with the key of the certificate; null when it is in the same.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>The password of that key, which is never shown; null for none.</summary>
    public string? CertificateKeyPassword { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} at {Url}";
}
