using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Belfry.Dicom;
using Belfry.TestKit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Network.Tests;

/// <summary>Both ends over TLS: who is let in, and how the others are told of.</summary>
[Trait("Section", "PS3.15 B")]
public sealed class TlsConnectionTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _foreign = new("Foreign Authority");
    private readonly TestCertificate _server;
    private readonly LogLines _log = new();

    public TlsConnectionTests() => _server = _authority.Issue("BELFRY", "belfry.example");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _server.Dispose();
        _foreign.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Association_BothTrusted_StandsAndSaysWhoThePeerIs(SslProtocols protocol)
    {
        using var client = _authority.Issue("CT1");
        Association? seen = null;
        var policy = new TestPolicy { Adjust = (proposal, decision) => decision with { State = proposal.Tls } };
        var routes = new TestRoutes { Handle = operation => Remember(operation) };
        await using (var listener = await StartAsync(Acceptor(), policy, routes))
        {
            await using var association = await RequestAsync(listener, Requestor(client) with { Protocols = protocol });
            Assert.Equal((protocol, "CN=BELFRY"), (association.Tls?.Protocol, association.Tls?.Peer?.Subject));
            for (var i = 0; i < 20; i++)
                Assert.Equal(DimseStatus.Success, (await association.InvokeAsync(new CEchoRequest(Uids.Verification), cancellation: Token).SingleAsync(Token)).Status);
            await association.InvokeAsync(new CFindRequest(Uids.ModalityWorklistInformationModelFind), RawDataSet.Counting(200_000), Token).SingleAsync(Token);
            Assert.Equal(AssociationEndReason.Released, await association.ReleaseAsync(Token));
        }

        Assert.Equal("CN=CT1", Assert.IsType<TlsSession>(seen?.State).Peer?.Subject);
        var line = Assert.Single(_log.All, static line => line.Id == 2001).Text;
        Assert.Contains($", {(protocol == SslProtocols.Tls12 ? "TLS 1.2" : "TLS 1.3")} as CN=CT1) ended: ReleasedByPeer after 21 operations", line, StringComparison.Ordinal);

        async ValueTask Remember(DimseOperation operation)
        {
            seen = operation.Association;
            await operation.ReadDataSetAsync(1024 * 1024);
            await operation.RespondAsync(CFindResponse.Success);
        }
    }

    [Theory]
    [InlineData("none", "the peer shows no certificate")]
    [InlineData("foreign", "the certificate of CN=CT1, by CN=Foreign Authority, is not trusted (PartialChain)")]
    [InlineData("self-signed", "the certificate of CN=CT1, by CN=CT1, is not trusted (UntrustedRoot)")]
    [InlineData("expired", "the certificate of CN=CT1 was valid until")]
    [InlineData("not yet", "the certificate of CN=CT1 is valid from")]
    public async Task Acceptor_CertificateThatIsNotTaken_RefusesAndLogsWhy(string which, string expected)
    {
        using var client = which switch
        {
            "none" => null,
            "foreign" => _foreign.Issue("CT1"),
            "self-signed" => TestAuthority.SelfSign("CT1"),
            "expired" => _authority.Issue("CT1", validFor: TimeSpan.FromDays(-1)),
            _ => _authority.Issue("CT1", validFrom: TimeSpan.FromDays(1)),
        };
        await using var listener = await StartAsync(Acceptor());
        await Assert.ThrowsAsync<AssociationException>(() => RequestAsync(listener, Requestor(client)));
        await _log.WaitForAsync(2003, 1, Token);
        var line = Assert.Single(_log.All, static line => line.Id == 2003);
        Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Warning, line.Level);
        Assert.Contains("asked for no association: TlsFailed", line.Text, StringComparison.Ordinal);
        Assert.Contains(expected, line.Text, StringComparison.Ordinal);
        Assert.Equal(0, listener.AssociationCount);
    }

    [Fact]
    public async Task Acceptor_CertificateThatIsItselfTrusted_IsTaken()
    {
        using var client = TestAuthority.SelfSign("CT1");
        await using var listener = await StartAsync(Acceptor() with { Trusted = new TrustedCertificates([client.Certificate]) });
        await using var association = await RequestAsync(listener, Requestor(client));
        Assert.True(association.IsEstablished);
    }

    [Fact]
    public async Task Acceptor_AsksNobody_HasNoPeerOrTheOneThatWasShown()
    {
        await using var listener = await StartAsync(Acceptor() with { PeerCertificates = TlsPeerCertificates.IfGiven });
        await using (var association = await RequestAsync(listener, Requestor(null)))
            Assert.Equal(AssociationEndReason.Released, await association.ReleaseAsync(Token));
        await _log.WaitForAsync(2001, 1, Token);
        Assert.Contains("TLS 1.3 without certificate)", Assert.Single(_log.All, static line => line.Id == 2001).Text, StringComparison.Ordinal);
        using var foreign = _foreign.Issue("CT1");
        await Assert.ThrowsAsync<AssociationException>(() => RequestAsync(listener, Requestor(foreign)));
    }

    [Fact]
    public async Task Acceptor_OtherCheck_DecidesToo()
    {
        using var client = _authority.Issue("CT1");
        await using var listener = await StartAsync(Acceptor() with { Check = static peer => $"{peer} is not wanted" });
        await Assert.ThrowsAsync<AssociationException>(() => RequestAsync(listener, Requestor(client)));
        await _log.WaitForAsync(2003, 1, Token);
        Assert.Contains("(CN=CT1 is not wanted)", _log.All.Single(static line => line.Id == 2003).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("foreign", "the certificate of CN=BELFRY, by CN=Test Authority, is not trusted (PartialChain)")]
    [InlineData("name", "the certificate of CN=BELFRY is not for 127.0.0.1")]
    [InlineData("check", "CN=BELFRY is not wanted")]
    public async Task Requestor_CertificateThatIsNotTaken_RefusesAndSaysWhy(string which, string expected)
    {
        using var client = _authority.Issue("CT1");
        var settings = which switch
        {
            "foreign" => Requestor(client) with { Trusted = _foreign.Trusted },
            "name" => Requestor(client) with { ChecksHostName = true },
            _ => Requestor(client) with { Check = static peer => $"{peer} is not wanted" },
        };
        await using var listener = await StartAsync(Acceptor());
        var fault = await Assert.ThrowsAsync<AssociationException>(() => RequestAsync(listener, settings));
        Assert.Equal(AssociationEndReason.TlsFailed, fault.Reason);
        Assert.Equal($"No TLS connection to 127.0.0.1:{listener.LocalEndPoint!.Port}: {expected}.", fault.Message);
    }

    [Fact]
    public async Task Requestor_NameOfTheHostInTheCertificate_IsTaken()
    {
        using var server = _authority.Issue("BELFRY", "127.0.0.1");
        using var client = _authority.Issue("CT1");
        await using var listener = await StartAsync(Acceptor() with { Certificate = server.Context });
        await using var association = await RequestAsync(listener, Requestor(client) with { ChecksHostName = true });
        Assert.True(association.IsEstablished);
    }

    [Fact]
    public async Task Requestor_RefusedByItsCertificate_IsTold()
    {
        using var foreign = _foreign.Issue("CT1");
        await using var listener = await StartAsync(Acceptor());
        var fault = await Assert.ThrowsAsync<AssociationException>(() => RequestAsync(listener, Requestor(foreign) with { Protocols = SslProtocols.Tls12 }));
        Assert.Contains(fault.Reason, (AssociationEndReason[])[AssociationEndReason.TlsFailed, AssociationEndReason.ConnectionClosed]);
    }

    [Fact]
    public async Task Versions_NoneInCommon_AreNotLowered()
    {
        using var client = _authority.Issue("CT1");
        await using var listener = await StartAsync(Acceptor() with { Protocols = SslProtocols.Tls13 });
        var fault = await Assert.ThrowsAsync<AssociationException>(() => RequestAsync(listener, Requestor(client) with { Protocols = SslProtocols.Tls12 }));
        Assert.Equal(AssociationEndReason.TlsFailed, fault.Reason);
        await _log.WaitForAsync(2003, 1, Token);
    }

    [Fact]
    public async Task CipherSuites_NoneInCommon_AreNotLowered()
    {
        using var client = _authority.Issue("CT1");
        await using var listener = await StartAsync(Acceptor() with { CipherSuites = [TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384] });
        var other = Requestor(client) with { Protocols = SslProtocols.Tls12, CipherSuites = [TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256] };
        await Assert.ThrowsAsync<AssociationException>(() => RequestAsync(listener, other));
        var same = other with { CipherSuites = [TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384] };
        await using var association = await RequestAsync(listener, same);
        Assert.Equal("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", association.Tls?.CipherSuite);
    }

    [Fact]
    public void Protocols_OlderThanTls12_AreNotSpoken()
    {
#pragma warning disable SYSLIB0039, CS0618 // What must not be offered has to be named.
        Assert.Throws<ArgumentOutOfRangeException>(() => new TlsSettings { Protocols = SslProtocols.Tls11 | SslProtocols.Tls12 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TlsSettings { Protocols = SslProtocols.None });
#pragma warning restore SYSLIB0039, CS0618
    }

    [Fact]
    public async Task Certificate_Replaced_IsShownByTheNextHandshake()
    {
        using var client = _authority.Issue("CT1");
        using var second = _authority.Issue("BELFRY2");
        var settings = Acceptor();
        await using var listener = await StartAsync(() => settings);
        await using var first = await RequestAsync(listener, Requestor(client));
        settings = settings with { Certificate = second.Context };
        await using var next = await RequestAsync(listener, Requestor(client));
        Assert.Equal(("CN=BELFRY", "CN=BELFRY2"), (first.Tls?.Peer?.Subject, next.Tls?.Peer?.Subject));
        Assert.Equal(DimseStatus.Success, (await first.InvokeAsync(new CEchoRequest(Uids.Verification), cancellation: Token).SingleAsync(Token)).Status);
    }

    [Fact]
    public async Task Handshake_ThatNeverEnds_EndsAtTheTimeForRequests()
    {
        var clock = new FakeTimeProvider();
        await using var listener = new InMemoryListener(clock: clock, loggers: _log);
        var (ours, theirs) = InMemoryTransport.CreatePair();
        var served = listener.Listener.ServeAsync(TlsTransport.ForAcceptor(ours, Acceptor));
        await theirs.SendAsync(new byte[] { 0x16, 3, 1, 0, 200 });
        clock.Advance(AssociationLimits.Default.ArtimTimeout);
        await served.WaitAsync(Token);
        Assert.Contains("asked for no association: NegotiationTimeout", Assert.Single(_log.All).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handshake_ThatNeverEnds_CountsAsAConnection()
    {
        await using var listener = await StartAsync(Acceptor, options: new DicomListenerOptions { MaxConnectionsPerAddress = 1 });
        using var silent = new System.Net.Sockets.TcpClient();
        await silent.ConnectAsync(listener.LocalEndPoint!, Token);
        await silent.GetStream().WriteAsync(new byte[] { 0x16, 3, 1, 0, 200 }, Token);
        using var client = _authority.Issue("CT1");
        await Assert.ThrowsAsync<AssociationException>(() => RequestAsync(listener, Requestor(client)));
        silent.Close();
        await _log.WaitForAsync(2003, 1, Token);
        await using var association = await RequestOnceThereIsRoomAsync();
        Assert.True(association.IsEstablished);

        // The place of a connection is free a moment after the line that tells of its end.
        async Task<Association> RequestOnceThereIsRoomAsync()
        {
            while (true)
            {
                try
                {
                    return await RequestAsync(listener, Requestor(client));
                }
                catch (AssociationException)
                {
                    Token.ThrowIfCancellationRequested();
                }
            }
        }
    }

    [Theory]
    [InlineData("DICOM", "the peer speaks DICOM without TLS, and this port takes TLS alone")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "the peer speaks HTTP without TLS")]
    [InlineData("\u0003", "the peer does not speak TLS: its first byte is 03H")]
    public async Task TlsPort_OtherBytes_AreNotAnswered(string sent, string expected)
    {
        await using var listener = await StartAsync(Acceptor());
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(listener.LocalEndPoint!, Token);
        byte[] bytes = sent == "DICOM" ? [1, 0, 0, 0, 0, 100, 0, 1] : System.Text.Encoding.ASCII.GetBytes(sent);
        await socket.GetStream().WriteAsync(bytes, Token);
        Assert.Equal(0, await ReadToEndAsync(socket));
        await _log.WaitForAsync(2003, 1, Token);
        Assert.Contains(expected, _log.All.Single(static line => line.Id == 2003).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TlsPort_OpenedAndClosed_IsNotWorthALine()
    {
        await using var listener = await StartAsync(Acceptor());
        using (var socket = new System.Net.Sockets.TcpClient())
            await socket.ConnectAsync(listener.LocalEndPoint!, Token);
        await _log.WaitForAsync(2003, 1, Token);
        Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Debug, _log.All.Single(static line => line.Id == 2003).Level);
    }

    [Fact]
    public async Task PlainPort_PeerSpeaksTls_IsToldOfInTheLog()
    {
        await using var listener = new DicomListener(
            new DicomListenerOptions { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)] }, new TestPolicy(), new TestRoutes(), _log);
        await listener.StartAsync(Token);
        var fault = await Assert.ThrowsAsync<AssociationException>(() => RequestAsync(listener, Requestor(null)));
        Assert.Contains("the peer does not speak TLS: it answers with 07H", fault.Message, StringComparison.Ordinal);
        await _log.WaitForAsync(2003, 1, Token);
        Assert.Contains("Unrecognized PDU type 16H: the peer speaks TLS", _log.All.Single(static line => line.Id == 2003).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_DuringHandshake_DoesNotWait()
    {
        var listener = await StartAsync(Acceptor());
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(listener.LocalEndPoint!, Token);
        await socket.GetStream().WriteAsync(new byte[] { 0x16, 3, 1, 0, 200 }, Token);
        await listener.StopAsync(Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal(0, await ReadToEndAsync(socket));
        await listener.DisposeAsync();
    }

    [Fact]
    public void Listener_EndPointWithoutSettings_IsRefused() => Assert.Throws<ArgumentException>(() => new DicomListener(
        new DicomListenerOptions { TlsEndPoints = [new IPEndPoint(IPAddress.Loopback, 0)] }, new TestPolicy(), new TestRoutes()));

    private static async Task<int> ReadToEndAsync(System.Net.Sockets.TcpClient socket)
    {
        try
        {
            return await socket.GetStream().ReadAsync(new byte[100], Token);
        }
        catch (IOException)
        {
            // What was not read makes it a reset.
            return 0;
        }
    }

    private TlsSettings Acceptor() => new() { Certificate = _server.Context, Trusted = _authority.Trusted };

    private TlsSettings Requestor(TestCertificate? own) => new() { Certificate = own?.Context, Trusted = _authority.Trusted };

    private Task<DicomListener> StartAsync(TlsSettings settings, TestPolicy? policy = null, TestRoutes? routes = null) =>
        StartAsync(() => settings, policy, routes);

    private async Task<DicomListener> StartAsync(
        Func<TlsSettings> settings, TestPolicy? policy = null, TestRoutes? routes = null, DicomListenerOptions? options = null)
    {
        options = (options ?? new DicomListenerOptions()) with { EndPoints = [], TlsEndPoints = [new IPEndPoint(IPAddress.Loopback, 0)], Tls = settings };
        var listener = new DicomListener(options, policy ?? new TestPolicy(), routes ?? new TestRoutes(), _log);
        await listener.StartAsync(Token);
        return listener;
    }

    private static async Task<Association> RequestAsync(DicomListener listener, TlsSettings settings)
    {
        var request = AssociationRequest.Create(
            AETitle.Parse("CT1"), AETitle.Parse("BELFRY"), [Uids.Verification, Uids.ModalityWorklistInformationModelFind]);
        return await new AssociationRequestor().RequestAsync("127.0.0.1", listener.LocalEndPoint!.Port, settings, request, Token);
    }
}
