using System.Net;
using System.Security.Authentication;
using System.Text.Json;
using Belfry.Network;
using Belfry.Web;

namespace Belfry.Server.Configuration;

/// <summary>The HTTP port.</summary>
internal sealed record HttpSettings
{
    // The numbers of the reference server. What is older than TLS 1.2 is offered to nobody (BCP 195).
    private const int Tls12 = 4;
    private const int Tls13 = 5;
    private const long Megabyte = 1024 * 1024;

    public bool Enabled { get; init; } = true;

    public int Port { get; init; } = 8042;

    /// <summary>Addresses listened on; empty for all.</summary>
    public IReadOnlyList<IPAddress> BindAddresses { get; init; } = [];

    /// <summary>False answers 401 to requests from other hosts.</summary>
    public bool RemoteAccessAllowed { get; init; }

    /// <summary>True asks for a name and password (HTTP Basic).</summary>
    public bool AuthenticationEnabled { get; init; }

    public IReadOnlyDictionary<string, HttpUser> Users { get; init; } = new Dictionary<string, HttpUser>();

    /// <summary>Which roles requests need, before what every server asks for.</summary>
    public IReadOnlyList<PathPermission> Permissions { get; init; } = [];

    /// <summary>HTTPS; null for HTTP.</summary>
    public TlsFileSettings? Tls { get; init; }

    /// <summary>False answers errors with their status alone (<c>HttpDescribeErrors</c>).</summary>
    public bool DescribeErrors { get; init; } = true;

    /// <summary>Longest body of a request but for uploads of instances, in bytes. 64 MiB: more than any list of identifiers, and memory for many clients.</summary>
    public long MaximumBodyLength { get; init; } = 64 * Megabyte;

    /// <summary>How long instances that are uploaded may be.</summary>
    public UploadLimits Uploads { get; init; } = new(8192 * Megabyte, 4096 * Megabyte);

    /// <summary>How long the lines and headers of a request may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection without requests is kept; null for as long as the HTTP server thinks right.</summary>
    public TimeSpan? KeepAliveTimeout { get; init; }

    /// <summary>Most connections at once (<c>MaximumHttpConnections</c>).</summary>
    public int MaxConnections { get; init; } = 1000;

    /// <summary>Most connections at once from one address, a proxy's for instance (<c>MaximumHttpConnectionsPerAddress</c>).</summary>
    public int MaxConnectionsPerAddress { get; init; } = 500;

    /// <summary>False has no console, and records no traffic for it (<c>OrthancExplorerEnabled</c>).</summary>
    public bool ConsoleEnabled { get; init; } = true;

    /// <summary>False measures nothing and has no <c>/metrics</c>.</summary>
    public bool MetricsEnabled { get; init; } = true;

    /// <summary>Reads the settings, and warns of what is doubtful.</summary>
    public static HttpSettings Read(
        ConfigurationSection top, ConfigurationSection own, Func<string, string> fullPath, Func<string, IReadOnlyList<IPAddress>> addresses, ICollection<string> warnings)
    {
        var remote = top.Boolean("RemoteAccessAllowed", false);
        var settings = new HttpSettings
        {
            Enabled = top.Boolean("HttpServerEnabled", true),
            Port = top.Integer("HttpPort", 8042, 0, 65535),
            BindAddresses = addresses("HttpBindAddresses"),
            RemoteAccessAllowed = remote,
            AuthenticationEnabled = top.Boolean("AuthenticationEnabled", remote),
            Users = ReadUsers(top.Section("RegisteredUsers")),
            Permissions = ReadPermissions(own.Section("HttpPermissions")),
            Tls = ReadTls(top, fullPath, warnings),
            DescribeErrors = top.Boolean("HttpDescribeErrors", true),
            Uploads = new UploadLimits(ReadLength(top, "MaximumRequestBodySizeMB", 8192), ReadLength(top, "MaximumFileSizeInArchiveMB", 4096)),
            RequestTimeout = TimeSpan.FromSeconds(top.Integer("HttpRequestTimeout", 30, 1, 86400)),
            KeepAliveTimeout = top.Has("KeepAliveTimeout") ? TimeSpan.FromSeconds(top.Integer("KeepAliveTimeout", 1, 1, 86400)) : null,
            MaxConnections = own.Integer("MaximumHttpConnections", 1000, 1, 1_000_000),
            MaxConnectionsPerAddress = own.Integer("MaximumHttpConnectionsPerAddress", 500, 1, 1_000_000),
            ConsoleEnabled = top.Boolean("OrthancExplorerEnabled", true),
            MetricsEnabled = top.Boolean("MetricsEnabled", true),
        };
        if (settings is { Enabled: true, AuthenticationEnabled: true, Users.Count: 0 })
            warnings.Add("\"RegisteredUsers\" names nobody while HTTP asks for a name and password: every request but /health is refused.");
        if (settings is { Enabled: true, RemoteAccessAllowed: true, AuthenticationEnabled: false })
            warnings.Add("\"AuthenticationEnabled\" is false while other hosts may use HTTP: everybody who reaches it may read and change everything.");
        if (settings is { Enabled: true, RemoteAccessAllowed: true, AuthenticationEnabled: true, Tls: null })
            warnings.Add("Passwords and patient data of other hosts travel in clear; \"SslEnabled\" encrypts them.");
        return settings;
    }

    private static Dictionary<string, HttpUser> ReadUsers(ConfigurationSection section)
    {
        var users = new Dictionary<string, HttpUser>();
        foreach (var (name, node) in section.Members)
        {
            if (node.Kind is not (JsonValueKind.String or JsonValueKind.Object))
            {
                section.Report(name, "is neither a password nor an object with \"Password\" and \"Role\".");
                continue;
            }

            var of = section.Section(name, node);
            var password = node.Kind == JsonValueKind.String ? node.Text : of.Text("Password", "");
            var role = node.Kind == JsonValueKind.String ? HttpRoles.Administer : of.Choice("Role", HttpRoles.Read, _roles);
            if (password.Length == 0)
                section.Report(name, "has no password.");
            else if (PasswordHash.IsHash(password) && !PasswordHash.IsWellFormed(password))
                section.Report(name, "has a hash that is not whole; \"belfry hash-password\" makes one.");
            else if (name.Contains(':', StringComparison.Ordinal))
                section.Report(name, "has a colon in its name, which HTTP Basic cannot send.");
            else
                users[name] = new HttpUser(password, role);
        }

        return users;
    }

    private static readonly IReadOnlyDictionary<string, string> _roles = HttpRoles.All.ToDictionary(static role => role);

    private static readonly IReadOnlyDictionary<string, string?> _rolesOrNone = new Dictionary<string, string?>(HttpRoles.All.Select(static role => KeyValuePair.Create(role, (string?)role))) { ["none"] = null };

    private static readonly string[] _verbs = ["GET", "HEAD", "POST", "PUT", "DELETE"];

    // "GET,HEAD /studies/**": "read".
    private static List<PathPermission> ReadPermissions(ConfigurationSection section)
    {
        var permissions = new List<PathPermission>();
        foreach (var key in section.Members.Select(static member => member.Key))
        {
            var role = section.Choice(key, null, _rolesOrNone);
            var words = key.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string[] verbs = words.Length == 2 && words[0] != "*" ? words[0].Split(',') : [];
            if (words is not ([['/', ..]] or [_, ['/', ..]]))
                section.Report(key, "is no path, nor verbs and a path, such as \"GET,HEAD /studies/**\".");
            else if (verbs.FirstOrDefault(static verb => !_verbs.Contains(verb)) is { } unknown)
                section.Report(key, $"\"{unknown}\" is no verb; {string.Join(", ", _verbs)} are, and * for all.");
            else
                permissions.Add(new PathPermission(words[^1], verbs, role));
        }

        return permissions;
    }

    private static TlsFileSettings? ReadTls(ConfigurationSection top, Func<string, string> fullPath, ICollection<string> warnings)
    {
        var minimum = top.Integer("SslMinimumProtocolVersion", Tls12, 0, Tls13);
        var certificate = fullPath(top.Text("SslCertificate", "certificate.pem"));
        var verifies = top.Boolean("SslVerifyPeers", false);
        var trusted = top.Text("SslTrustedClientCertificates", "trustedClientCertificates.pem");
        if (!top.Boolean("SslEnabled", false))
            return null;
        if (minimum < Tls12)
            warnings.Add($"\"SslMinimumProtocolVersion\" is {minimum}; nothing older than TLS 1.2 is served.");
        if (!File.Exists(certificate))
            top.Report("SslCertificate", $"the file '{certificate}' does not exist; it has the certificate and its key, in PEM.");
        if (verifies && !File.Exists(fullPath(trusted)))
            top.Report("SslTrustedClientCertificates", $"the file '{fullPath(trusted)}' does not exist.");
        return new TlsFileSettings
        {
            Purpose = "HTTPS",
            CertificateFile = certificate,
            Protocols = minimum == Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
            TrustedFile = verifies ? fullPath(trusted) : null,
            PeerCertificates = verifies ? TlsPeerCertificates.Required : TlsPeerCertificates.NotAsked,
        };
    }

    private static long? ReadLength(ConfigurationSection top, string key, int standard) =>
        top.Integer(key, standard, 0, int.MaxValue) is > 0 and var megabytes ? megabytes * Megabyte : null;
}
