namespace Belfry.Server.Configuration;

/// <summary>Where the audit trail goes.</summary>
/// <param name="File">A file; null for none.</param>
/// <param name="Syslog">A repository; null for none.</param>
internal sealed record AuditSettings(string? File, Uri? Syslog)
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

        return file.Length == 0 && syslog is null ? null : new AuditSettings(file.Length == 0 ? null : fullPath(file), syslog);
    }
}
