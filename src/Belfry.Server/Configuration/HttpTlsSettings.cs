using System.Security.Authentication;

namespace Belfry.Server.Configuration;

/// <summary>HTTPS.</summary>
internal sealed record HttpTlsSettings
{
    /// <summary>A file of PEM with the certificate, its key, and the certificates between it and the root.</summary>
    public required string CertificateFile { get; init; }

    /// <summary>What is offered.</summary>
    public required SslProtocols Protocols { get; init; }

    /// <summary>Certificates of PEM: who shows none that leads to one of them is not served. Null asks nobody.</summary>
    public string? TrustedClientsFile { get; init; }
}
