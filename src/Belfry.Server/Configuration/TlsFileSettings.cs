using System.Net.Security;
using System.Security.Authentication;
using Belfry.Network;

namespace Belfry.Server.Configuration;

/// <summary>TLS of one port, or of associations that this server asks for: where its certificates are, and what is spoken.</summary>
internal sealed record TlsFileSettings
{
    /// <summary>What it is for, in words.</summary>
    public required string Purpose { get; init; }

    /// <summary>PEM: the certificate, and those between it and its root; null for none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM: its private key; null when that is in the same file.</summary>
    public string? PrivateKeyFile { get; init; }

    /// <summary>PEM: whose certificates are trusted; null for nobody's.</summary>
    public string? TrustedFile { get; init; }

    /// <summary>Whether peers are asked for certificates.</summary>
    public TlsPeerCertificates PeerCertificates { get; init; } = TlsPeerCertificates.NotAsked;

    /// <summary>What is offered.</summary>
    public required SslProtocols Protocols { get; init; }

    /// <summary>What is offered; null for all that is spoken.</summary>
    public IReadOnlyList<TlsCipherSuite>? CipherSuites { get; init; }

    /// <summary>Every file that is read.</summary>
    public IEnumerable<string> Files => new[] { CertificateFile, PrivateKeyFile, TrustedFile }.OfType<string>();
}
