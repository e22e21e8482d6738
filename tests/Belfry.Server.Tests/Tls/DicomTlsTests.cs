using System.Security.Authentication;
using System.Xml.Linq;
using Belfry.Cli;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Server.Composition;
using Belfry.Server.Tests.Audit;
using Belfry.Services;
using Belfry.TestKit;
using Microsoft.Extensions.Logging;

namespace Belfry.Server.Tests;

/// <summary>DICOM over TLS as it is configured: ports, whom they take, and certificates that are renewed.</summary>
[Trait("Section", "PS3.15 B")]
public sealed class DicomTlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly LogLines _log = new();

    public DicomTlsTests()
    {
        Renew("BELFRY");
        File.WriteAllText(Path.Combine(_folder.Path, "trusted.pem"), _authority.Pem);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Enabled_ThePort_SpeaksTlsAlone()
    {
        await using var server = await StartAsync(""" "DicomTlsEnabled" : true """);
        Assert.Equal(DimseStatus.Success, await EchoAsync(server.DicomPort, "CT1", "CT1"));
        Assert.Equal(server.DicomPort, server.DicomTlsPort);
        await Assert.ThrowsAsync<AssociationException>(() => EchoPlainAsync(server.DicomPort, "CT1"));
        await _log.WaitForAsync(2003, 1, Token);
        Assert.Contains("the peer speaks DICOM without TLS", _log.All.Single(static line => line.Id == 2003).Text, StringComparison.Ordinal);
        Assert.Contains("(127.0.0.1:", _log.All.First(static line => line.Id == 2001).Text, StringComparison.Ordinal);
        Assert.Contains(", TLS 1.3 as CN=CT1) ended: ReleasedByPeer", _log.All.First(static line => line.Id == 2001).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondPort_BesideThePlainOne_SpeaksTls()
    {
        await using var server = await StartAsync(""" "Belfry" : { "DicomTlsPort" : 2762 } """);
        Assert.Equal(DimseStatus.Success, await EchoAsync(server.DicomTlsPort, "CT1", "CT1"));
        Assert.Equal(DimseStatus.Success, await EchoPlainAsync(server.DicomPort, "CT1"));
    }

    [Theory]
    [InlineData(0, SslProtocols.Tls12, true)]
    [InlineData(4, SslProtocols.Tls12, true)]
    [InlineData(5, SslProtocols.Tls12, false)]
    [InlineData(5, SslProtocols.Tls13, true)]
    public async Task MinimumProtocolVersion_OfPeers_IsKept(int minimum, SslProtocols offered, bool isTaken)
    {
        await using var server = await StartAsync($$""" "DicomTlsEnabled" : true, "DicomTlsMinimumProtocolVersion" : {{minimum}} """);
        var asking = EchoAsync(server.DicomPort, "CT1", "CT1", offered);
        if (isTaken)
            Assert.Equal(DimseStatus.Success, await asking);
        else
            await Assert.ThrowsAsync<AssociationException>(() => asking);
    }

    [Theory]
    [InlineData("Known", "CT1", "CT1", true)]
    [InlineData("Known", "other", "CT1", true)]
    [InlineData("Known", "CT1", "MR1", false)]
    [InlineData("Known", "MR1", "NEW", false)]
    [InlineData("Known", "CT1", "XA1", false)]
    [InlineData("Known", "xa1.example", "XA1", true)]
    [InlineData("Known", "xa1.example", "CT1", false)]
    [InlineData("Always", "CT1", "CT1", true)]
    [InlineData("Always", "ct1.example", "CT1", true)]
    [InlineData("Always", "other", "CT1", false)]
    [InlineData("Always", "NEW", "NEW", true)]
    [InlineData("Always", "other", "NEW", false)]
    [InlineData("Listed", "CT1", "MR1", true)]
    [InlineData("Listed", "MR1", "XA1", false)]
    public async Task Binding_OfCertificateToAETitle_Decides(string binding, string name, string calling, bool isTaken)
    {
        await using var server = await StartAsync(
            $$"""
            "DicomTlsEnabled" : true, "Belfry" : { "DicomTlsBinding" : "{{binding}}" },
            "DicomModalities" :
            {
                "ct" : ["CT1", "ct1.example", 104], "mr" : ["MR1", "mr1.example", 104],
                "xa" : { "AET" : "XA1", "Host" : "other.example", "Port" : 104, "TlsCertificates" : ["xa1.example"] }
            }
            """);
        var asking = EchoAsync(server.DicomPort, name, calling);
        if (isTaken)
        {
            Assert.Equal(DimseStatus.Success, await asking);
            return;
        }

        var refused = await Assert.ThrowsAsync<AssociationRejectedException>(() => asking);
        Assert.Equal(AssociationRejection.CallingAETitleNotRecognized, refused.Rejection);
        await _log.WaitForAsync(2002, 1, Token);
        Assert.Contains($"calling-AE-title-not-recognized: the certificate of CN={name} ", _log.All.Single(static line => line.Id == 2002).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Binding_ByFingerprint_TakesThatCertificateAlone()
    {
        using var own = _authority.Issue("CT1");
        var colons = string.Join(':', own.Peer.Fingerprint.ToLowerInvariant().Chunk(2).Select(static pair => new string(pair)));
        await using var server = await StartAsync(
            $$"""
            "Belfry" : { "DicomTlsPort" : 2762 },
            "DicomModalities" : { "ct" : { "AET" : "CT1", "Host" : "h", "Port" : 104, "TlsCertificates" : ["{{colons}}"] } }
            """);
        Assert.Equal(DimseStatus.Success, await EchoAsync(server.DicomTlsPort, own, "CT1"));
        await Assert.ThrowsAsync<AssociationRejectedException>(() => EchoAsync(server.DicomTlsPort, "CT1", "CT1"));

        // Nor does it come by the plain port.
        await Assert.ThrowsAsync<AssociationRejectedException>(() => EchoPlainAsync(server.DicomPort, "CT1"));
        await _log.WaitForAsync(2002, 2, Token);

        // Two associations end beside each other: either may be told of last.
        Assert.Single(_log.All, static line => line.Id == 2002 && line.Text.Contains("CT1 has certificates of its own, and came without TLS", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RemoteCertificate_NotRequired_MayBeMissingButNotForeign()
    {
        await using var server = await StartAsync(""" "DicomTlsEnabled" : true, "DicomTlsRemoteCertificateRequired" : false """);
        Assert.Equal(DimseStatus.Success, await EchoAsync(server.DicomPort, (TestCertificate?)null, "CT1"));
        using var foreign = TestAuthority.SelfSign("CT1");
        await Assert.ThrowsAsync<AssociationException>(() => EchoAsync(server.DicomPort, foreign, "CT1"));
    }

    [Fact]
    public async Task Certificate_Renewed_IsTakenByNewAssociationsAndRunningOnesGoOn()
    {
        await using var server = await StartAsync(""" "DicomTlsEnabled" : true """);
        using var own = _authority.Issue("CT1");
        await using var running = await ConnectAsync(server.DicomPort, own, "CT1");
        Renew("BELFRY-SECOND");
        await using (var next = await ConnectAsync(server.DicomPort, own, "CT1"))
            Assert.Equal("CN=BELFRY-SECOND", next.Tls?.Peer?.Subject);
        Assert.Equal(DimseStatus.Success, await VerificationScu.EchoAsync(running, Token));
        Assert.Contains(_log.All, static line => line.Id == 5071);

        // Another authority is trusted from now on: the former one's certificates no longer.
        using var other = new TestAuthority("Other Authority");
        File.WriteAllText(Path.Combine(_folder.Path, "trusted.pem"), other.Pem);
        await Assert.ThrowsAsync<AssociationException>(() => ConnectAsync(server.DicomPort, own, "CT1"));
        using var others = other.Issue("CT1");
        await using var last = await ConnectAsync(server.DicomPort, others, "CT1");
        Assert.True(last.IsEstablished);
    }

    [Theory]
    [InlineData("no certificate")]
    [InlineData("other key")]
    [InlineData("missing")]
    [InlineData("expired")]
    public async Task Certificate_RenewedByOneThatCannotBeUsed_StaysAndIsToldOfOnce(string what)
    {
        await using var server = await StartAsync(""" "DicomTlsEnabled" : true """);
        using var own = _authority.Issue("CT1");
        var file = Path.Combine(_folder.Path, "belfry.crt");
        switch (what)
        {
            case "no certificate":
                File.WriteAllText(file, "none");
                break;
            case "other key":
                File.WriteAllText(Path.Combine(_folder.Path, "belfry.key"), own.KeyPem + "\n\n");
                break;
            case "missing":
                File.Delete(file);
                break;
            default:
                Renew("BELFRY-SECOND", validFor: TimeSpan.FromDays(-1));
                break;
        }

        for (var i = 0; i < 3; i++)
        {
            await using var association = await ConnectAsync(server.DicomPort, own, "CT1");
            Assert.Equal("CN=BELFRY", association.Tls?.Peer?.Subject);
        }

        var line = Assert.Single(_log.All, static line => line.Id == 5072);
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.Contains("belfry.crt", line.Text, StringComparison.Ordinal);
        Renew("BELFRY-THIRD");
        await using var mended = await ConnectAsync(server.DicomPort, own, "CT1");
        Assert.Equal("CN=BELFRY-THIRD", mended.Tls?.Peer?.Subject);
    }

    [Fact]
    public async Task Certificate_NearItsEnd_IsWarnedOf()
    {
        Renew("BELFRY", validFor: TimeSpan.FromDays(10));
        await using var server = await StartAsync(""" "DicomTlsEnabled" : true """);
        Assert.Equal(LogLevel.Warning, Assert.Single(_log.All, static line => line.Id == 5073).Level);
    }

    [Fact]
    public async Task Start_UnusableCertificate_FailsWhenTlsIsSpokenAndWarnsWhenNot()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "belfry.crt"), "none");
        var fault = await Assert.ThrowsAsync<ServerStartException>(() => StartAsync(""" "DicomTlsEnabled" : true """));
        Assert.Contains("belfry.crt' cannot be used", fault.Message, StringComparison.Ordinal);
        await using var server = await StartAsync(""" "DicomTlsEnabled" : false """);
        Assert.Equal(DimseStatus.Success, await EchoPlainAsync(server.DicomPort, "CT1"));
        Assert.Contains(_log.All, static line => line.Id == 5010 && line.Text.Contains("belfry.crt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tool_WithTls_StoresAndAsks()
    {
        await using var server = await StartAsync(""" "DicomTlsEnabled" : true, "DicomAlwaysAllowFind" : true, "DicomModalities" : { "ct" : ["CT1", "h", 104] } """);
        using var own = _authority.Issue("CT1");
        var (certificate, key) = own.Write(_folder.Path, "ct1");
        string[] tls = ["--calling", "CT1", "--tls-ca", Path.Combine(_folder.Path, "trusted.pem"), "--tls-certificate", certificate, "--tls-key", key];
        var file = Path.Combine(_folder.Path, "1.dcm");
        await File.WriteAllBytesAsync(file, RestBench.FileOf(RestBench.Instance("P1", 1, 1, 1)), Token);
        var peer = $"ORTHANC@127.0.0.1:{server.DicomPort}";
        Assert.Equal(ExitCodes.Success, await RunAsync(["store", peer, file, "--commit", .. tls]));
        Assert.Equal(ExitCodes.Success, await RunAsync(["find", peer, "--study-root", "-k", "PatientID=P1", .. tls]));
        Assert.Equal(ExitCodes.Network, await RunAsync(["find", peer, "--study-root", "-k", "PatientID=P1"]));
    }

    [Fact]
    public async Task Modality_ThatRestMakes_IsCalledByTlsOrNotAtAll()
    {
        await using var called = await StartAsync(""" "DicomTlsEnabled" : true """);
        await using var calling = await StartAsync(""" "StorageDirectory" : "calling" """);
        await using var without = await TestServer.StartAsync("""{ "StorageDirectory" : "without" }""", _folder.Path, Token, _log);
        var modality = $$"""{ "AET" : "BELFRY", "Host" : "127.0.0.1", "Port" : {{called.DicomPort}}, "UseDicomTls" : true }""";
        Assert.True(await EchoByRestAsync(calling.HttpPort, modality));
        Assert.Contains(_log.All, static line => line.Id == 2001 && line.Text.Contains("TLS 1.3 as CN=BELFRY", StringComparison.Ordinal));
        Assert.False(await EchoByRestAsync(without.HttpPort, modality));
        Assert.Contains(_log.All, static line => line.Text.Contains("\"DicomTlsTrustedCertificates\" is not there", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Conformance_OfAServerWithTls_SaysSo()
    {
        await using var server = await StartAsync(""" "Belfry" : { "DicomTlsPort" : 2762 } """);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}/") };
        var text = await client.GetStringAsync("tools/dicom-conformance", Token);
        Assert.Contains($"TLS on TCP port {server.DicomTlsPort}: 1.2 and 1.3", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_OfTls_NamesPeersAndThoseWhoFailed()
    {
        await using (var server = await StartAsync(""" "DicomTlsEnabled" : true, "DicomAlwaysAllowFind" : true, "Belfry" : { "Audit" : { "File" : "audit.log" } } """))
        {
            using var foreign = TestAuthority.SelfSign("CT1");
            await Assert.ThrowsAsync<AssociationException>(() => EchoAsync(server.DicomPort, foreign, "CT1"));
            using var own = _authority.Issue("CT1");
            var sopClass = QueryRetrieveSopClasses.Find(Sdk.QueryRetrieveModel.StudyRoot);
            await using var association = await ConnectAsync(server.DicomPort, own, "CT1", sopClass);
            await association.InvokeAsync(new CFindRequest(sopClass), new DicomDataSet { { Tags.QueryRetrieveLevel, "STUDY" } }, Token).SingleAsync(Token);
            await association.ReleaseAsync(Token);
        }

        var messages = File.ReadLines(Path.Combine(_folder.Path, "audit.log")).Select(XElement.Parse).ToList();
        Assert.All(messages, AuditSchema.Check);
        var alert = Assert.Single(messages, static message => CodeOf(message) == "110113");
        Assert.Equal("127.0.0.1", alert.Element("ActiveParticipant")?.Attribute("UserID")?.Value);
        var query = Assert.Single(messages, static message => CodeOf(message) == "110112");
        Assert.Equal("TLS 1.3 as CN=CT1", query.Element("ActiveParticipant")?.Attribute("UserName")?.Value);
    }

    private static string? CodeOf(XElement message) => message.Element("EventIdentification")?.Element("EventID")?.Attribute("csd-code")?.Value;

    private static async Task<int> RunAsync(string[] arguments)
    {
        using var output = new StringWriter();
        return await Tool.RunAsync(Tool.Create(), arguments, output, output, cancellation: Token);
    }

    private static async Task<bool> EchoByRestAsync(int port, string modality)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        (await client.PutAsync("modalities/peer", new StringContent(modality), Token)).EnsureSuccessStatusCode();
        return (await client.PostAsync("modalities/peer/echo", new StringContent(""), Token)).IsSuccessStatusCode;
    }

    private void Renew(string name, TimeSpan? validFor = null)
    {
        using var certificate = _authority.Issue(name, validFor: validFor);
        certificate.Write(_folder.Path, "belfry");
    }

    private Task<TestServer> StartAsync(string more) => TestServer.StartAsync(
        $$"""{ "DicomTlsCertificate" : "belfry.crt", "DicomTlsPrivateKey" : "belfry.key", "DicomTlsTrustedCertificates" : "trusted.pem", {{more}} }""",
        _folder.Path,
        Token,
        _log);

    private async Task<DimseStatus> EchoAsync(int port, string name, string calling, SslProtocols offered = SslProtocols.Tls12 | SslProtocols.Tls13)
    {
        using var own = _authority.Issue(name);
        return await EchoAsync(port, own, calling, offered);
    }

    private async Task<DimseStatus> EchoAsync(int port, TestCertificate? own, string calling, SslProtocols offered = SslProtocols.Tls12 | SslProtocols.Tls13)
    {
        await using var association = await ConnectAsync(port, own, calling, Uids.Verification, offered);
        var status = await VerificationScu.EchoAsync(association, Token);
        await association.ReleaseAsync(Token);
        return status;
    }

    private Task<Association> ConnectAsync(int port, TestCertificate? own, string calling) => ConnectAsync(port, own, calling, Uids.Verification);

    private async Task<Association> ConnectAsync(
        int port, TestCertificate? own, string calling, DicomUid sopClass, SslProtocols offered = SslProtocols.Tls12 | SslProtocols.Tls13)
    {
        var tls = new TlsSettings { Certificate = own?.Context, Trusted = _authority.Trusted, Protocols = offered };
        var request = AssociationRequest.Create(AETitle.Parse(calling), AETitle.Parse("ORTHANC"), [sopClass]);
        return await new AssociationRequestor().RequestAsync("127.0.0.1", port, tls, request, Token);
    }

    private static async Task<DimseStatus> EchoPlainAsync(int port, string calling)
    {
        var request = AssociationRequest.Create(AETitle.Parse(calling), AETitle.Parse("ORTHANC"), [Uids.Verification]);
        await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", port, request, Token);
        return await VerificationScu.EchoAsync(association, Token);
    }
}
