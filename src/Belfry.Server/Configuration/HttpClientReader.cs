using Belfry.Orthanc;

namespace Belfry.Server.Configuration;

/// <summary>Reads how plugins call others by HTTP.</summary>
internal static class HttpClientReader
{
    // What the reference host gives when nothing, or 0, is said.
    private const int StandardTimeout = 60;

    public static PluginHttpOptions Read(ConfigurationSection top) => new()
    {
        Timeout = TimeSpan.FromSeconds(top.Integer("HttpTimeout", StandardTimeout, 0, 86_400) is > 0 and var seconds ? seconds : StandardTimeout),
        VerifiesServers = top.Boolean("HttpsVerifyPeers", true),
        Proxy = top.Text("HttpProxy", "") is { Length: > 0 } proxy ? UrlOf(top, "HttpProxy", proxy.Contains("://", StringComparison.Ordinal) ? proxy : "http://" + proxy) : null,
    };

    private static Uri? UrlOf(ConfigurationSection section, string key, string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            return url;
        section.Report(key, "is no URL of HTTP.");
        return null;
    }
}
