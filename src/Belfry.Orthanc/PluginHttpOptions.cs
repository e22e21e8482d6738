namespace Belfry.Orthanc;

/// <summary>How plugins call others by HTTP. Immutable.</summary>
public sealed record PluginHttpOptions
{
    /// <summary>How long one request may take when the plugin does not say. 60 s (<c>HttpTimeout</c>), as the reference host has.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>False takes any certificate of a server (<c>HttpsVerifyPeers</c>).</summary>
    public bool VerifiesServers { get; init; } = true;

    /// <summary>The proxy of all requests; null for none (<c>HttpProxy</c>).</summary>
    public Uri? Proxy { get; init; }
}
