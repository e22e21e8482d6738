using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Belfry.Orthanc.Tests.Plugins;
using Belfry.Server.Composition;

namespace Belfry.Server.Tests;

/// <summary>HTTPS: what is offered, and who may come.</summary>
public sealed class HttpsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Https_WithACertificate_ServesRequestsAndNoPlainOnes()
    {
        using var certificate = Make("CN=localhost", null);
        await using var server = await StartAsync(certificate, "");
        using var client = ClientOf(server, certificate, null);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("system", Cancellation)).StatusCode);
        using var plain = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}/") };
        await Assert.ThrowsAsync<HttpRequestException>(() => plain.GetAsync("system", Cancellation));
    }

    [Fact]
    public async Task Https_ClientCertificateWanted_TakesWhatLeadsToATrustedOne()
    {
        using var certificate = Make("CN=localhost", null);
        using var authority = Make("CN=hospital", null);
        using var known = Make("CN=viewer", authority);
        using var foreign = Make("CN=viewer", null);
        File.WriteAllText(Path.Combine(_folder.Path, "clients.pem"), authority.ExportCertificatePem());
        using var log = new RecordingLoggers();
        await using var server = await StartAsync(certificate, """, "SslVerifyPeers" : true, "SslTrustedClientCertificates" : "clients.pem" """, log);
        using var good = ClientOf(server, certificate, known);
        Assert.Equal(HttpStatusCode.OK, (await good.GetAsync("system", Cancellation)).StatusCode);
        using var bad = ClientOf(server, certificate, foreign);
        await Assert.ThrowsAsync<HttpRequestException>(() => bad.GetAsync("system", Cancellation));
        using var none = ClientOf(server, certificate, null);
        await Assert.ThrowsAsync<HttpRequestException>(() => none.GetAsync("system", Cancellation));
        var refused = log.Lines.Where(static line => line.Id.Id == 5082).Select(static line => line.Text).ToList();
        Assert.Contains(refused, static line => line.Contains("the certificate of CN=viewer, by CN=viewer, is not trusted", StringComparison.Ordinal));
        Assert.Contains(refused, static line => line == "HTTPS: 127.0.0.1 is refused: the peer shows no certificate");
    }

    [Theory]
    [InlineData(4, SslProtocols.Tls12, true)]
    [InlineData(0, SslProtocols.Tls12, true)]
    [InlineData(5, SslProtocols.Tls12, false)]
    [InlineData(5, SslProtocols.Tls13, true)]
    public async Task Https_Protocol_IsNotOlderThanConfigured(int minimum, SslProtocols offered, bool isTaken)
    {
        using var certificate = Make("CN=localhost", null);
        await using var server = await StartAsync(certificate, $$""", "SslMinimumProtocolVersion" : {{minimum}} """);
        using var socket = new TcpClient("127.0.0.1", server.HttpPort);
        await using var stream = new SslStream(socket.GetStream());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = offered,
            RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == certificate.GetCertHashString(),
        };
        if (isTaken)
            await stream.AuthenticateAsClientAsync(options, Cancellation);
        else
            await Assert.ThrowsAnyAsync<Exception>(() => stream.AuthenticateAsClientAsync(options, Cancellation));
    }

    [Theory]
    [InlineData("", "cannot be used")]
    [InlineData("no certificate", "cannot be used")]
    public async Task Start_FileWithoutCertificate_FailsAndNamesIt(string content, string expected)
    {
        File.WriteAllText(Path.Combine(_folder.Path, "certificate.pem"), content);
        var fault = await Assert.ThrowsAsync<ServerStartException>(() => TestServer.StartAsync("""{ "SslEnabled" : true }""", _folder.Path, Cancellation));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Contains("certificate.pem", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_CertificateThatIsOver_Fails()
    {
        using var certificate = Make("CN=localhost", null, validUntil: TimeProvider.System.GetUtcNow().AddDays(-1));
        var fault = await Assert.ThrowsAsync<ServerStartException>(() => StartAsync(certificate, ""));
        Assert.Contains("was valid until", fault.Message, StringComparison.Ordinal);
    }

    private static X509Certificate2 Make(string name, X509Certificate2? issuer, DateTimeOffset? validUntil = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: issuer is null, false, 0, critical: true));
        var (from, until) = (TimeProvider.System.GetUtcNow().AddDays(-30), validUntil ?? TimeProvider.System.GetUtcNow().AddDays(20));
        if (issuer is null)
            return request.CreateSelfSigned(from, until);
        using var bare = request.Create(issuer, from.AddDays(1), until.AddDays(-1), RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(key);
    }

    private Task<TestServer> StartAsync(X509Certificate2 certificate, string more, RecordingLoggers? log = null)
    {
        using var key = certificate.GetECDsaPrivateKey();
        File.WriteAllText(Path.Combine(_folder.Path, "certificate.pem"), certificate.ExportCertificatePem() + "\n" + key!.ExportPkcs8PrivateKeyPem() + "\n");
        return TestServer.StartAsync($$"""{ "SslEnabled" : true {{more}} }""", _folder.Path, Cancellation, log);
    }

    private static HttpClient ClientOf(TestServer server, X509Certificate2 certificate, X509Certificate2? own)
    {
        var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, presented, _, _) => presented?.Thumbprint == certificate.Thumbprint,
            ClientCertificateOptions = ClientCertificateOption.Manual,
        };
        if (own is not null)
            handler.ClientCertificates.Add(own);
        return new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{server.HttpPort}/") };
    }
}
