using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Belfry.Network;

/// <summary>Who a peer is by its certificate. Immutable; may be kept.</summary>
/// <param name="Subject">The subject, such as <c>CN=CT1, O=Hospital</c>.</param>
/// <param name="Names">The common names of the subject, and the DNS names and addresses that the certificate is also for.</param>
/// <param name="Fingerprint">SHA-256 of the certificate: 64 hexadecimal digits, capital.</param>
public sealed record TlsPeer(string Subject, IReadOnlyList<string> Names, string Fingerprint)
{
    private const string CommonName = "2.5.4.3";

    /// <summary>Reads a certificate.</summary>
    public static TlsPeer Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        List<string> names = [.. CommonNamesOf(certificate), .. AlternativeNamesOf(certificate)];
        var subject = certificate.Subject.Length > 0 ? certificate.Subject : names.FirstOrDefault("");
        return new TlsPeer(subject, names, certificate.GetCertHashString(HashAlgorithmName.SHA256));
    }

    /// <summary>True when the certificate is for the name: an AE title, a host name or an address. Case does not count.</summary>
    public bool IsNamed(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length > 0 && Names.Any(own => string.Equals(own, name, StringComparison.OrdinalIgnoreCase) || IsCoveredBy(own, name));
    }

    /// <summary>True when the text is its fingerprint, in the form of <see cref="FingerprintOf"/>, or one of its names.</summary>
    public bool Is(string fingerprintOrName) => fingerprintOrName == Fingerprint || IsNamed(fingerprintOrName);

    /// <summary>The text as a fingerprint of SHA-256: 64 hexadecimal digits, capital. Null when it is none. Colons between the digits are left out.</summary>
    public static string? FingerprintOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var digits = text.Replace(":", "", StringComparison.Ordinal);
        return digits.Length == 2 * SHA256.HashSizeInBytes && digits.All(char.IsAsciiHexDigit) ? digits.ToUpperInvariant() : null;
    }

    /// <summary>As <see cref="Subject"/>.</summary>
    public override string ToString() => Subject;

    // A wildcard stands for one label (RFC 6125 §6.4.3).
    private static bool IsCoveredBy(string pattern, string name) =>
        pattern.StartsWith("*.", StringComparison.Ordinal)
        && name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
        && name.AsSpan(dot).Equals(pattern.AsSpan(1), StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> CommonNamesOf(X509Certificate2 certificate) =>
        certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(static part => !part.HasMultipleElements && part.GetSingleElementType().Value == CommonName)
            .Select(static part => part.GetSingleElementValue() ?? "");

    private static IEnumerable<string> AlternativeNamesOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(static names =>
            names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(static (IPAddress address) => address.ToString())));
}
