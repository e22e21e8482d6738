using Belfry.Dicom;
using Belfry.Network;
using Xunit;

namespace Belfry.Services.Tests;

/// <summary>For which modalities a certificate stands when they are called.</summary>
[Trait("Section", "PS3.15 B")]
public sealed class TlsBindingTests
{
    private static readonly string _fingerprint = new('A', 64);

    private static readonly RemoteModality[] _known =
    [
        Modality("CT1", "ct1.example"),
        Modality("MR1", "mr1.example") with { TlsCertificates = ["mr", _fingerprint] },
    ];

    [Theory]
    [InlineData(TlsBinding.Known, 0, "any", null)]
    [InlineData(TlsBinding.Known, 0, "mr", "is that of MR1, not of CT1")]
    [InlineData(TlsBinding.Known, 0, "MR1", "is that of MR1, not of CT1")]
    [InlineData(TlsBinding.Always, 0, "any", "does not name CT1")]
    [InlineData(TlsBinding.Always, 0, "ct1", null)]
    [InlineData(TlsBinding.Always, 0, "ct1.example", null)]
    [InlineData(TlsBinding.Listed, 0, "mr", null)]
    [InlineData(TlsBinding.Known, 1, "mr", null)]
    [InlineData(TlsBinding.Always, 1, "mr", null)]
    [InlineData(TlsBinding.Listed, 1, "MR1", "is none of those of MR1")]
    public void Called_ModalityAndCertificate_FitOrNot(TlsBinding binding, int modality, string name, string? expected)
    {
        var permissions = new DicomPermissions { LocalAETitle = AETitle.Parse("US"), TlsBinding = binding, Modalities = _known };
        var fault = permissions.FindFault(Peer(name), _known[modality]);
        Assert.Equal(expected is null ? null : $"the certificate of CN={name} {expected}", fault);
    }

    [Fact]
    public void Called_Fingerprint_IsEnough() =>
        Assert.Null(new DicomPermissions { LocalAETitle = AETitle.Parse("US"), Modalities = _known }.FindFault(Peer("any") with { Fingerprint = _fingerprint }, _known[1]));

    [Fact]
    public void Calling_WithoutTls_IsForThoseWithoutCertificatesOfTheirOwn()
    {
        var permissions = new DicomPermissions { LocalAETitle = AETitle.Parse("US"), Modalities = _known };
        Assert.Null(permissions.FindCallerFault(AETitle.Parse("CT1"), null));
        Assert.Equal("MR1 has certificates of its own, and came without TLS", permissions.FindCallerFault(AETitle.Parse("MR1"), null));
        var without = new TlsSession(System.Security.Authentication.SslProtocols.Tls13, "", null);
        Assert.Equal("MR1 has certificates of its own, and showed none", permissions.FindCallerFault(AETitle.Parse("MR1"), without));
        Assert.Null(permissions.FindCallerFault(AETitle.Parse("mr1"), without with { Peer = Peer("mr") }));
    }

    private static TlsPeer Peer(string name) => new($"CN={name}", [name], new string('B', 64));

    private static RemoteModality Modality(string title, string host) =>
        new() { Name = title, AETitle = AETitle.Parse(title), Host = host, Port = 104 };
}
