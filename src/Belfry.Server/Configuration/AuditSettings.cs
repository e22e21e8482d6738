using System.Security.Authentication;

namespace Belfry.Server.Configuration;

/// <summary>Where the audit trail goes.</summary>
/// <param name="File">A file; null for none.</param>
/// <param name="Syslog">A repository; null for none.</param>
/// <param name="SyslogTls">How TLS is spoken to it; null for no certificate, and trust in whom the operating system trusts.</param>
internal sealed record AuditSettings(string? File, Uri? Syslog, TlsFileSettings? SyslogTls)
{
    /// <summary>Reads the section; null when there is no trail.</summary>
    public static AuditSettings? Read(ConfigurationSection own, Func<string, string> fullPath)
    {
        var section = own.Section("Audit");
        var file = section.Text("File", "");
        var address = section.Text("Syslog", "");
        Uri? syslog = null;
        if (address.Length != 0 && (!Uri.TryCreate(address, UriKind.Absolute, out syslog) || syslog.Scheme is not ("udp" or "tcp" or "tls") || syslog.Port <= 0))
        {
            section.Report("Syslog", $"\"{address}\" is none of udp://HOST:PORT, tcp://HOST:PORT and tls://HOST:PORT.");
            syslog = null;
        }

        var tls = ReadTls(section, fullPath);
        if (tls is not null && syslog is { Scheme: not "tls" })
            section.Report("Syslog", $"\"{address}\" has no TLS, and certificates for it are given: tls://HOST:PORT.");
        return file.Length == 0 && syslog is null ? null : new AuditSettings(file.Length == 0 ? null : fullPath(file), syslog, tls);
    }

    private static TlsFileSettings? ReadTls(ConfigurationSection section, Func<string, string> fullPath)
    {
        var files = new TlsFileSettings
        {
            Purpose = "Audit trail by syslog over TLS",
            TrustedFile = Path("SyslogTrustedCertificates"),
            CertificateFile = Path("SyslogCertificate"),
            PrivateKeyFile = Path("SyslogPrivateKey"),
            Protocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (files is { PrivateKeyFile: not null, CertificateFile: null })
            section.Report("SyslogPrivateKey", "needs \"SyslogCertificate\", whose key it is.");
        return files.Files.Any() ? files : null;

        string? Path(string key) => section.Text(key, "") is { Length: > 0 } path ? fullPath(path) : null;
    }
}
