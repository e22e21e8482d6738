using System.Text.Json;
using Belfry.Web;

namespace Belfry.Server.Configuration;

/// <summary>Reads <c>OrthancPeers</c>: <c>[url]</c>, <c>[url, user, password]</c>, or an object.</summary>
internal static class PeerReader
{
    private static readonly HashSet<string> _ownKeys =
    [
        "Url", "Username", "Password", "HttpHeaders", "Timeout", "CertificateFile", "CertificateKeyFile", "CertificateKeyPassword", "Pkcs11",
    ];

    public static IReadOnlyList<RemotePeer> Read(ConfigurationSection peers, List<string> problems)
    {
        List<RemotePeer> read = [];
        foreach (var (name, node) in peers.Members)
        {
            if (ReadEntry(name, node, problems) is { } peer)
                read.Add(peer);
        }

        return read;
    }

    /// <summary>Reads one entry.</summary>
    /// <returns>Null when it is none.</returns>
    public static RemotePeer? ReadEntry(string name, ConfigurationNode node, List<string> problems)
    {
        switch (node.Kind)
        {
            case JsonValueKind.Object:
                return FromObject(name, node, problems);
            case JsonValueKind.Array when node.Items.Count is 1 or 3:
                var asObject = new ConfigurationNode(JsonValueKind.Object, node.Position);
                foreach (var (key, item) in new[] { "Url", "Username", "Password" }.Zip(node.Items))
                    asObject.SetMember(key, item);
                return FromObject(name, asObject, problems);
            default:
                problems.Add($"{node.Position}: \"OrthancPeers.{name}\": {node.Describe()} is not allowed; [url], [url, user, password] or an object is.");
                return null;
        }
    }

    private static RemotePeer? FromObject(string name, ConfigurationNode node, List<string> problems)
    {
        var section = new ConfigurationSection(node, $"OrthancPeers.{name}", problems);
        var url = section.Text("Url", "");
        var headers = section.Section("HttpHeaders");
        var peer = new
        {
            User = section.Text("Username", ""),
            Password = section.Text("Password", ""),
            Timeout = section.Integer("Timeout", 0, 0, 86400),
            Certificate = section.Text("CertificateFile", ""),
            Key = section.Text("CertificateKeyFile", ""),
            KeyPassword = section.Text("CertificateKeyPassword", ""),
            Pkcs11 = section.Boolean("Pkcs11", false),
            Headers = headers.Members.ToDictionary(static member => member.Key, member => headers.Text(member.Key, "")),
        };
        if (peer.Pkcs11)
            section.Report("Pkcs11", "is not served: certificates are files.");
        if (Uri.TryCreate(url.EndsWith('/') ? url : url + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return new RemotePeer(name, address)
            {
                Username = peer.User,
                Password = peer.Password,
                HttpHeaders = peer.Headers,
                UserProperties = node.Members.Where(static member => member.Value.Kind == JsonValueKind.String && !_ownKeys.Contains(member.Key))
                    .ToDictionary(static member => member.Key, static member => member.Value.Text),
                Timeout = peer.Timeout > 0 ? TimeSpan.FromSeconds(peer.Timeout) : null,
                CertificateFile = NullIfEmpty(peer.Certificate),
                CertificateKeyFile = NullIfEmpty(peer.Key),
                CertificateKeyPassword = NullIfEmpty(peer.KeyPassword),
            };
        }

        problems.Add($"{node.Position}: \"OrthancPeers.{name}.Url\": an address that begins with http:// or https:// is needed.");
        return null;
    }

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;
}
