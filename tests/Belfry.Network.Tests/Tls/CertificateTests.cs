using System.Net.Security;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Network.Tests;

/// <summary>Certificates by themselves: their names, their strength, their files.</summary>
[Trait("Section", "PS3.15 B")]
public sealed class CertificateTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("belfry-tls-").FullName;

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("CT1", true)]
    [InlineData("ct1", true)]
    [InlineData("CT2", false)]
    [InlineData("a.hospital.example", true)]
    [InlineData("a.b.hospital.example", false)]
    [InlineData("hospital.example", false)]
    [InlineData("", false)]
    public void Peer_Names_AreThoseOfSubjectAndAlternatives(string name, bool expected)
    {
        using var certificate = _authority.Issue("CT1", "*.hospital.example");
        Assert.Equal(expected, certificate.Peer.IsNamed(name));
        Assert.Equal("CN=CT1", certificate.Peer.ToString());
    }

    [Fact]
    public void Peer_Fingerprint_IsOneWithAndWithoutColons()
    {
        using var certificate = _authority.Issue("CT1", "192.0.2.1");
        var digits = certificate.Peer.Fingerprint;
        Assert.Equal(64, digits.Length);
        Assert.True(certificate.Peer.Is(digits));
        Assert.True(certificate.Peer.Is("192.0.2.1"));
        Assert.Equal(digits, TlsPeer.FingerprintOf(string.Join(':', digits.Chunk(2).Select(static pair => new string(pair))).ToLowerInvariant()));
        Assert.Null(TlsPeer.FingerprintOf(digits[1..]));
        Assert.Null(TlsPeer.FingerprintOf("CT1"));
    }

    [Theory]
    [InlineData(1024, "its RSA key has 1024 bits, and 2048 are the least")]
    [InlineData(2048, null)]
    public void Strength_OfAKey_HasItsLeast(int bits, string? expected)
    {
        using var certificate = _authority.Issue("CT1", rsaBits: bits);
        Assert.Equal(expected, CertificateStrength.FindWeakness(certificate.Certificate));
    }

    [Theory]
    [InlineData("ECDHE-RSA-AES256-GCM-SHA384", TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384)]
    [InlineData("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384)]
    [InlineData("tls_aes_128_gcm_sha256", TlsCipherSuite.TLS_AES_128_GCM_SHA256)]
    [InlineData("AES128-SHA", null)]
    [InlineData("TLS_RSA_WITH_AES_128_CBC_SHA", null)]
    [InlineData("ECDHE-RSA-AES256-SHA384", null)]
    [InlineData("NULL-SHA", null)]
    [InlineData("4865", null)]
    [InlineData("", null)]
    public void CipherSuite_ByName_IsOneOfBcp195OrNone(string name, TlsCipherSuite? expected) =>
        Assert.Equal(expected, TlsCipherSuites.TryParse(name, out var suite) ? suite : null);

    [Fact]
    public void CertificateFile_WithItsKey_IsRead()
    {
        using var certificate = _authority.Issue("BELFRY");
        var (file, key) = certificate.Write(_folder, "belfry");
        Assert.Equal("CN=BELFRY", TlsCertificateFile.Load(file, key, TimeProvider.System).TargetCertificate.Subject);
        File.AppendAllText(file, certificate.KeyPem);
        Assert.Equal("CN=BELFRY", TlsCertificateFile.Load(file, null, TimeProvider.System).TargetCertificate.Subject);
    }

    [Theory]
    [InlineData("missing", "belfry.crt' cannot be used")]
    [InlineData("empty", "belfry.crt' cannot be used")]
    [InlineData("other key", "belfry.crt' cannot be used")]
    [InlineData("expired", "belfry.crt' was valid until")]
    [InlineData("not yet", "belfry.crt' is valid from")]
    [InlineData("weak", "its RSA key has 1024 bits")]
    [InlineData("encrypted", "belfry.key' is encrypted")]
    public void CertificateFile_ThatCannotBeUsed_IsNamed(string which, string expected)
    {
        using var certificate = which switch
        {
            "expired" => _authority.Issue("BELFRY", validFor: TimeSpan.FromDays(-1)),
            "not yet" => _authority.Issue("BELFRY", validFrom: TimeSpan.FromDays(1)),
            "weak" => _authority.Issue("BELFRY", rsaBits: 1024),
            _ => _authority.Issue("BELFRY"),
        };
        using var other = _authority.Issue("BELFRY");
        var (file, key) = certificate.Write(_folder, "belfry");
        switch (which)
        {
            case "missing":
                File.Delete(file);
                break;
            case "empty":
                File.WriteAllText(file, "");
                break;
            case "other key":
                File.WriteAllText(key, other.KeyPem);
                break;
            case "encrypted":
                File.WriteAllText(key, other.KeyPem.Replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY", StringComparison.Ordinal));
                break;
        }

        var fault = Assert.ThrowsAny<IOException>(() => TlsCertificateFile.Load(file, key, TimeProvider.System));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TrustedCertificates_File_HasOneAtLeast()
    {
        var file = Path.Combine(_folder, "trusted.pem");
        File.WriteAllText(file, _authority.Pem + "\n" + _authority.Pem + "\n");
        Assert.Equal(2, TrustedCertificates.Load(file).Count);
        File.WriteAllText(file, "nothing");
        Assert.Contains("trusted.pem' has no certificate", Assert.ThrowsAny<IOException>(() => TrustedCertificates.Load(file)).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<IOException>(() => TrustedCertificates.Load(Path.Combine(_folder, "missing.pem")));
    }
}
