using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Belfry.Network;

namespace Belfry.TestKit;

/// <summary>A certificate authority of a test, made for it. What it issues is valid from a month ago for three months unless a test says otherwise.</summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly TimeSpan _before = TimeSpan.FromDays(30);
    private static readonly TimeSpan _after = TimeSpan.FromDays(60);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestAuthority(string name = "Test Authority")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        Certificate = request.CreateSelfSigned(now - (2 * _before), now + (2 * _after));
    }

    /// <summary>Its own certificate.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>It, as somebody whom a peer trusts.</summary>
    public TrustedCertificates Trusted => new([Certificate]);

    public string Pem => Certificate.ExportCertificatePem();

    /// <summary>Issues a certificate.</summary>
    /// <param name="name">Common name.</param>
    /// <param name="dnsName">One more name that it is for.</param>
    /// <param name="validFrom">Beginning, from now; null for a month ago.</param>
    /// <param name="validFor">End, from now; null for in two months.</param>
    /// <param name="rsaBits">Bits of an RSA key; null for an elliptic one, which is made faster.</param>
    public TestCertificate Issue(string name, string? dnsName = null, TimeSpan? validFrom = null, TimeSpan? validFor = null, int? rsaBits = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var (from, until) = (now + (validFrom ?? -_before), now + (validFor ?? _after));
        var sign = X509SignatureGenerator.CreateForECDsa(_key);
        if (rsaBits is { } bits)
        {
            using var rsa = RSA.Create(bits);
            using var withRsa = WithNames(new CertificateRequest($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), dnsName)
                .Create(Certificate.SubjectName, sign, from, until, RandomNumberGenerator.GetBytes(8));
            return new TestCertificate(withRsa.CopyWithPrivateKey(rsa), rsa.ExportPkcs8PrivateKeyPem());
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var bare = WithNames(new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256), dnsName)
            .Create(Certificate.SubjectName, sign, from, until, RandomNumberGenerator.GetBytes(8));
        return new TestCertificate(bare.CopyWithPrivateKey(key), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A certificate that nobody signed but its owner.</summary>
    public static TestCertificate SelfSign(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new TestCertificate(WithNames(new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256), null).CreateSelfSigned(now - _before, now + _after), key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    private static CertificateRequest WithNames(CertificateRequest request, string? dnsName)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        if (dnsName is null)
            return request;
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(dnsName, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(dnsName);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }
}
