using System.Text.Json;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Server.Tests;
using Belfry.Services;
using Belfry.TestKit;

namespace Belfry.Conformance;

/// <summary>DICOM over TLS with DCMTK on the other side, and with the handshakes of OpenSSL.</summary>
[Trait("Section", "PS3.15 B")]
public sealed class TlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _foreign = new("Foreign Authority");
    private readonly LogLines _log = new();

    public TlsTests()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "ca.crt"), _authority.Pem + "\n");
        File.WriteAllText(Path.Combine(_folder.Path, "foreign-ca.crt"), _foreign.Pem + "\n");
        Write(_authority.Issue("BELFRY", rsaBits: 2048), "belfry");
        Write(_authority.Issue("CT1", rsaBits: 2048), "ct1");
        for (var i = 1; i <= 2; i++)
            File.WriteAllBytes(PathOf($"{i}.dcm"), new DicomFile(Make(i), TransferSyntax.ExplicitVRLittleEndian).ToBytes());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _foreign.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("--profile-bcp195-nd")]
    [InlineData("--profile-bcp195")]
    [InlineData("--profile-bcp195-ex")]
    public async Task EchoScu_EachProfileOfBcp195_IsServed(string profile)
    {
        await using var server = await StartAsync();
        var (code, output) = await EchoAsync(server.DicomPort, "ct1", profile);
        Assert.True(code == 0, output);
        await _log.WaitForAsync(2001, 1, Token);
        Assert.Contains(" as CN=CT1) ended: ReleasedByPeer", _log.All.Single(static line => line.Id == 2001).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("foreign")]
    [InlineData("self-signed")]
    [InlineData("expired")]
    public async Task EchoScu_CertificateThatIsNotTaken_IsRefused(string which)
    {
        Write(
            which switch
            {
                "foreign" => _foreign.Issue("CT1", rsaBits: 2048),
                "self-signed" => TestAuthority.SelfSign("CT1"),
                _ => _authority.Issue("CT1", validFor: TimeSpan.FromDays(-1), rsaBits: 2048),
            },
            which);
        await using var server = await StartAsync();
        var (code, output) = await EchoAsync(server.DicomPort, which);
        Assert.True(code != 0, output);
        await _log.WaitForAsync(2003, 1, Token);
        Assert.Contains("TlsFailed (the certificate of CN=CT1", _log.All.Single(static line => line.Id == 2003).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EchoScu_WithoutCertificate_IsRefused()
    {
        await using var server = await StartAsync();
        var (code, output) = await ForeignTool.RunAsync(
            "echoscu", "-to", "10", "-aec", "ORTHANC", "+tla", "+cf", PathOf("ca.crt"), "127.0.0.1", $"{server.DicomPort}");
        Assert.True(code != 0, output);
    }

    [Fact]
    public async Task EchoScu_DoesNotTrustUs_IsToldOf()
    {
        await using var server = await StartAsync();
        var (code, output) = await ForeignTool.RunAsync(
            "echoscu", "-to", "10", "-aec", "ORTHANC", "+tls", PathOf("ct1.key"), PathOf("ct1.crt"), "+cf", PathOf("foreign-ca.crt"), "127.0.0.1", $"{server.DicomPort}");
        Assert.True(code != 0, output);
        await _log.WaitForAsync(2003, 1, Token);
    }

    [Fact]
    public async Task EchoScu_AETitleOfAnother_IsRejected()
    {
        await using var server = await StartAsync(""", "DicomModalities" : { "ct" : ["CT1", "h", 104], "mr" : ["MR1", "h", 104] } """);
        var (code, output) = await EchoAsync(server.DicomPort, "ct1", "-aet", "MR1");
        Assert.True(code != 0, output);
        Assert.Contains("Calling AE Title Not Recognized", output, StringComparison.Ordinal);
        (code, output) = await EchoAsync(server.DicomPort, "ct1", "-aet", "CT1");
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task EchoScu_RetiredProfile_IsRefused()
    {
        await using var server = await StartAsync();
        var (code, output) = await EchoAsync(server.DicomPort, "ct1", "--profile-basic", "--enable-null-md5");
        Assert.True(code != 0, output);
    }

    [Fact]
    public async Task StoreFindMove_OverTls_TakeInstancesThereAndBack()
    {
        var port = FreePort.Take();
        var folder = Directory.CreateDirectory(PathOf("received"));
        await using var server = await StartAsync(
            $$"""
            , "DicomAlwaysAllowFind" : true, "DicomAlwaysAllowMove" : true, "DicomAlwaysAllowGet" : true,
              "DicomModalities" : { "ct" : { "AET" : "CT1", "Host" : "127.0.0.1", "Port" : {{port}}, "UseDicomTls" : true, "TlsCertificates" : ["CT1"] } }
            """);
        await using var scp = ForeignServer.Start(
            "storescp", "-od", folder.FullName, "-aet", "CT1", "+tls", PathOf("ct1.key"), PathOf("ct1.crt"), "+cf", PathOf("ca.crt"), $"{port}");
        await scp.WaitForPortAsync(port, Token);

        await SucceedsAsync("storescu", server, PathOf("1.dcm"), PathOf("2.dcm"));
        var found = await SucceedsAsync("findscu", server, "-S", "-k", "QueryRetrieveLevel=STUDY", "-k", "PatientName");
        Assert.Contains("Test^One", found, StringComparison.Ordinal);
        await MoveAsync(server.DicomPort);
        Assert.Equal(2, folder.GetFiles().Length);
        Assert.Equal("{}", await CurlAsync($"http://127.0.0.1:{server.HttpPort}/modalities/ct/echo", "-d", ""));
        var configured = JsonDocument.Parse(await CurlAsync($"http://127.0.0.1:{server.HttpPort}/modalities/ct/configuration")).RootElement;
        Assert.True(configured.GetProperty("UseDicomTls").GetBoolean());
        Assert.Equal("CT1", configured.GetProperty("TlsCertificates")[0].GetString());
    }

    [Theory]
    [InlineData("MR1", true, "is none of those of CT1")]
    [InlineData("CT1", false, "is not trusted")]
    public async Task Scu_PeerWithAnotherCertificate_IsNotSentTo(string name, bool isTrusted, string expected)
    {
        var port = FreePort.Take();
        Write((isTrusted ? _authority : _foreign).Issue(name, rsaBits: 2048), "peer");
        await using var server = await StartAsync(
            $$""", "DicomModalities" : { "ct" : { "AET" : "CT1", "Host" : "127.0.0.1", "Port" : {{port}}, "UseDicomTls" : true, "TlsCertificates" : ["CT1"] } }""");
        await using var scp = ForeignServer.Start(
            "storescp", "-od", _folder.Path, "-aet", "CT1", "+tls", PathOf("peer.key"), PathOf("peer.crt"), "+cf", PathOf("ca.crt"), $"{port}");
        await scp.WaitForPortAsync(port, Token);
        await CurlAsync($"http://127.0.0.1:{server.HttpPort}/modalities/ct/echo", "-d", "");
        Assert.Contains(_log.All, line => line.Text.Contains("No TLS connection to", StringComparison.Ordinal) && line.Text.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scu_PeerWithoutTls_IsNotSentToInClear()
    {
        var port = FreePort.Take();
        await using var server = await StartAsync(
            $$""", "DicomModalities" : { "ct" : { "AET" : "CT1", "Host" : "127.0.0.1", "Port" : {{port}}, "UseDicomTls" : true } }""");
        await using var scp = ForeignServer.Start("storescp", "-od", _folder.Path, "-aet", "CT1", $"{port}");
        await scp.WaitForPortAsync(port, Token);
        await CurlAsync($"http://127.0.0.1:{server.HttpPort}/modalities/ct/echo", "-d", "");
        Assert.Contains(_log.All, static line => line.Text.Contains("No TLS connection to", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-tls1", false)]
    [InlineData("-tls1_1", false)]
    [InlineData("-tls1_2", true)]
    [InlineData("-tls1_3", true)]
    [InlineData("-tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384", true)]
    [InlineData("-tls1_2 -cipher AES128-SHA@SECLEVEL=0", false)]
    [InlineData("-tls1_2 -cipher ECDHE-RSA-AES128-SHA@SECLEVEL=0", false)]
    [InlineData("-tls1_2 -cipher AES256-GCM-SHA384", false)]
    [InlineData("-tls1 -cipher ALL:@SECLEVEL=0", false)]
    [InlineData("-tls1_1 -cipher ALL:@SECLEVEL=0", false)]
    public async Task OpenSsl_VersionsAndCipherSuites_AreThoseOfBcp195(string options, bool isTaken)
    {
        await using var server = await StartAsync();
        var (code, output) = await ForeignTool.RunAsync(
            "timeout",
            [
                "20", "openssl", "s_client", "-connect", $"127.0.0.1:{server.DicomPort}", "-cert", PathOf("ct1.crt"), "-key", PathOf("ct1.key"), "-CAfile", PathOf("ca.crt"),
                "-verify_return_error", "-no_ign_eof", .. options.Split(' '),
            ]);
        Assert.Equal((isTaken, isTaken), (code == 0, output.Contains("Verify return code: 0 (ok)", StringComparison.Ordinal) && !output.Contains("Cipher is (NONE)", StringComparison.Ordinal)));
    }

    private Task<TestServer> StartAsync(string more = "") => TestServer.StartAsync(
        $$"""
        { "DicomTlsEnabled" : true, "DicomTlsCertificate" : "belfry.crt", "DicomTlsPrivateKey" : "belfry.key", "DicomTlsTrustedCertificates" : "ca.crt",
          "StorageDirectory" : "storage" {{more}} }
        """,
        _folder.Path,
        Token,
        _log);

    private Task<(int Code, string Output)> EchoAsync(int port, string certificate, params string[] options) => ForeignTool.RunAsync(
        "echoscu", ["-v", "-to", "10", "-aec", "ORTHANC", "+tls", PathOf(certificate + ".key"), PathOf(certificate + ".crt"), "+cf", PathOf("ca.crt"), .. options, "127.0.0.1", $"{port}"]);

    // DCMTK's own tool for it knows no TLS.
    private async Task MoveAsync(int port)
    {
        using var own = _authority.Issue("CT1");
        var sopClass = QueryRetrieveSopClasses.Move(QueryRetrieveModel.StudyRoot);
        var request = AssociationRequest.Create(AETitle.Parse("CT1"), AETitle.Parse("ORTHANC"), [sopClass]);
        var tls = new TlsSettings { Certificate = own.Context, Trusted = _authority.Trusted };
        await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", port, tls, request, Token);
        var identifier = new DicomDataSet { { Tags.QueryRetrieveLevel, "STUDY" }, { Tags.StudyInstanceUID, "1.2.826.1" } };
        var last = await association.InvokeAsync(new CMoveRequest(sopClass, AETitle.Parse("CT1")), identifier, Token).LastAsync(Token);
        Assert.Equal(DimseStatus.Success, last.Status);
    }

    private async Task<string> SucceedsAsync(string tool, TestServer server, params string[] options)
    {
        string[] before = [.. options.TakeWhile(static option => !option.EndsWith(".dcm", StringComparison.Ordinal))];
        var (code, output) = await ForeignTool.RunAsync(
            tool,
            [
                "-v", "-aet", "CT1", "-aec", "ORTHANC", "+tls", PathOf("ct1.key"), PathOf("ct1.crt"), "+cf", PathOf("ca.crt"), .. before,
                "127.0.0.1", $"{server.DicomPort}", .. options[before.Length..],
            ]);
        Assert.True(code == 0, output);
        return output;
    }

    private static async Task<string> CurlAsync(string url, params string[] arguments) =>
        (await ForeignTool.RunAsync("curl", ["-s", "-S", .. arguments, url])).Output;

    private string PathOf(string name) => Path.Combine(_folder.Path, name);

    private void Write(TestCertificate certificate, string name)
    {
        using (certificate)
            certificate.Write(_folder.Path, name);
    }

    private static DicomDataSet Make(int number) => new()
    {
        { Tags.SOPClassUID, Uids.SecondaryCaptureImageStorage },
        { Tags.SOPInstanceUID, $"1.2.826.1.1.{number}" },
        { Tags.PatientName, "Test^One" },
        { Tags.PatientID, "P1" },
        { Tags.StudyInstanceUID, "1.2.826.1" },
        { Tags.SeriesInstanceUID, "1.2.826.1.1" },
        { Tags.InstanceNumber, number },
        { Tags.Modality, "OT" },
    };
}
