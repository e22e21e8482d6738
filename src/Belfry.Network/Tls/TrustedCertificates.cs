using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Belfry.Network;

/// <summary>
/// Whose certificates are trusted: authorities, and single certificates whoever signed them. Immutable; thread-safe.
/// </summary>
public sealed class TrustedCertificates
{
    private readonly X509Certificate2Collection _certificates;
    private readonly HashSet<string> _fingerprints;

    /// <param name="certificates">Root authorities, authorities between, and single certificates.</param>
    public TrustedCertificates(IEnumerable<X509Certificate2> certificates)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        _certificates = [.. certificates];
        _fingerprints = [.. _certificates.Select(static certificate => certificate.GetCertHashString(HashAlgorithmName.SHA256))];
    }

    /// <summary>Number of certificates.</summary>
    public int Count => _certificates.Count;

    /// <summary>Reads all certificates of a file in PEM.</summary>
    /// <exception cref="IOException">The file cannot be read or has no certificate; the message says which file.</exception>
    public static TrustedCertificates Load(string file)
    {
        X509Certificate2Collection certificates = [];
        try
        {
            certificates.ImportFromPemFile(file);
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The certificates of '{file}' cannot be used: {fault.Message}", fault);
        }

        return certificates.Count > 0 ? new TrustedCertificates(certificates) : throw new IOException($"The file '{file}' has no certificate in PEM.");
    }

    /// <summary>True when this very certificate is among them.</summary>
    internal bool Has(X509Certificate2 certificate) => _fingerprints.Contains(certificate.GetCertHashString(HashAlgorithmName.SHA256));

    /// <summary>
    /// How chains are built: to a root among these, nothing asked of the network. Lists of revoked certificates are not looked at.
    /// </summary>
    internal X509ChainPolicy CreatePolicy(TimeProvider clock)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = clock.GetUtcNow().LocalDateTime,
        };
        policy.CustomTrustStore.AddRange(_certificates);
        return policy;
    }
}
