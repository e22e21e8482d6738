using System.Security.Cryptography.X509Certificates;

namespace Belfry.Network;

/// <summary>What a certificate must have at least (BCP 195: RFC 9325 §4.5).</summary>
internal static class CertificateStrength
{
    private const int LeastRsaBits = 2048;
    private const int LeastEllipticBits = 224;

    private static readonly Dictionary<string, string> _brokenSignatures = new()
    {
        ["1.2.840.113549.1.1.4"] = "MD5",
        ["1.2.840.113549.1.1.5"] = "SHA-1",
        ["1.2.840.10045.4.1"] = "SHA-1",
    };

    /// <summary>What is too weak, in words; null when nothing is.</summary>
    public static string? FindWeakness(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        if (rsa is { KeySize: < LeastRsaBits })
            return $"its RSA key has {rsa.KeySize} bits, and {LeastRsaBits} are the least";
        using var elliptic = certificate.GetECDsaPublicKey();
        if (elliptic is { KeySize: < LeastEllipticBits })
            return $"its elliptic key has {elliptic.KeySize} bits, and {LeastEllipticBits} are the least";
        return certificate.SignatureAlgorithm.Value is { } algorithm && _brokenSignatures.TryGetValue(algorithm, out var broken)
            ? $"it is signed by means of {broken}"
            : null;
    }
}
