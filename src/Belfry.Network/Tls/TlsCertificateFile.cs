using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Belfry.Network;

/// <summary>A certificate of one's own in files of PEM.</summary>
public static class TlsCertificateFile
{
    private const string Encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----";

    /// <summary>Reads a certificate with its key, and the certificates between it and its root.</summary>
    /// <param name="file">The certificate first, then those between it and the root, if there are any.</param>
    /// <param name="keyFile">Its private key, not encrypted; null when it is in the same file.</param>
    /// <param name="clock">Says whether it is still valid.</param>
    /// <exception cref="IOException">A file cannot be read, or has not what it should have, or the certificate may not be used; the message says which and why.</exception>
    public static SslStreamCertificateContext Load(string file, string? keyFile, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(clock);
        try
        {
            var key = File.ReadAllText(keyFile ?? file);
            if (key.Contains(Encrypted, StringComparison.Ordinal))
                throw new IOException($"The private key of '{keyFile ?? file}' is encrypted; it has to be there without a password, readable by the server alone.");
            var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(file), key);

            if (!IsOwnKey(certificate))
                throw new IOException($"The certificate of '{file}' cannot be used: the private key is not its own.");

            // The TLS of Windows takes no key that is in memory alone.
            if (OperatingSystem.IsWindows())
                certificate = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
            if (certificate.NotAfter.ToUniversalTime() < clock.GetUtcNow().UtcDateTime)
                throw new IOException($"The certificate of '{file}' was valid until {certificate.NotAfter:yyyy-MM-dd}, and this computer's clock says {clock.GetUtcNow():yyyy-MM-dd}.");
            if (certificate.NotBefore.ToUniversalTime() > clock.GetUtcNow().UtcDateTime)
                throw new IOException($"The certificate of '{file}' is valid from {certificate.NotBefore:yyyy-MM-dd} on, and this computer's clock says {clock.GetUtcNow():yyyy-MM-dd}.");
            if (CertificateStrength.FindWeakness(certificate) is { } weakness)
                throw new IOException($"The certificate of '{file}' cannot be used: {weakness}.");
            X509Certificate2Collection chain = [];
            chain.ImportFromPemFile(file);
            return SslStreamCertificateContext.Create(certificate, chain, offline: true);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException or UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"The certificate of '{file}' cannot be used: {fault.Message}", fault);
        }
    }

    /// <summary>An elliptic key is not looked at until a handshake fails.</summary>
    private static bool IsOwnKey(X509Certificate2 certificate)
    {
        using AsymmetricAlgorithm? key = certificate.GetRSAPrivateKey() ?? (AsymmetricAlgorithm?)certificate.GetECDsaPrivateKey();
        return key is null || key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(certificate.PublicKey.ExportSubjectPublicKeyInfo());
    }
}
