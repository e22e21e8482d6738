namespace Belfry.Web;

/// <summary>How peers are called. Immutable.</summary>
public sealed record PeerHttpOptions
{
    /// <summary>How long a peer may say nothing, and take nothing, when its entry does not say (<c>HttpTimeout</c>). Default: 60 s, as the reference server.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>False takes any certificate of a peer (<c>HttpsVerifyPeers</c>). Default: true.</summary>
    public bool VerifiesServers { get; init; } = true;

    /// <summary>By which proxy (<c>HttpProxy</c>); null for none.</summary>
    public Uri? Proxy { get; init; }
}
