using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Services;
using Belfry.TestKit;
using Belfry.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belfry.Console.Tests;

/// <summary>What this server asks for is seen also where nobody answers.</summary>
public sealed class FailedConnectionTests
{
    private readonly TrafficRecorder _recorder = new(TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_NobodyListens_IsSeenWithTheReason()
    {
        var modality = Ct("127.0.0.1", FreePort.Take());
        await Assert.ThrowsAsync<AssociationException>(async () => await ConnectAsync(modality));

        var facts = Assert.Single(_recorder.Associations());
        Assert.Equal((AssociationRole.Requestor, AssociationEndReason.ConnectionFailed), (facts.Role, facts.End?.Reason));
        Assert.Contains("Connection refused", facts.End?.Detail, StringComparison.Ordinal);
        Assert.NotNull(facts.Request);
        Assert.Equal(("BELFRY", "CT1", 1), (facts.Request.CallingAETitle, facts.Request.CalledAETitle, facts.Request.PresentationContexts.Count));
        Assert.Null(facts.Request.UserInformation.UserIdentity);
        Assert.Null(_recorder.LastSeen(AETitle.Parse("CT1")));
    }

    [Fact]
    public async Task Connect_ANameThatNobodyHas_IsSeenByIt()
    {
        await Assert.ThrowsAsync<AssociationException>(async () => await ConnectAsync(Ct("nobody.invalid", 104)));

        await using var host = await ConsoleHost.StartAsync(_recorder);
        using var traffic = JsonDocument.Parse(await host.Client.GetStringAsync($"{host.Url}/console/api/traffic", Token));
        var shown = Assert.Single(traffic.RootElement.GetProperty("associations").EnumerateArray());
        Assert.Equal(("out", "ended", "ConnectionFailed", "nobody.invalid:104"), (
            shown.GetProperty("direction").GetString(), shown.GetProperty("state").GetString(), shown.GetProperty("reason").GetString(), shown.GetProperty("peer").GetString()));
        using var whole = JsonDocument.Parse(await host.Client.GetStringAsync($"{host.Url}/console/api/associations/{shown.GetProperty("id")}", Token));
        Assert.Single(whole.RootElement.GetProperty("contexts").EnumerateArray());
    }

    [Fact]
    public async Task Connect_NoTlsComesAbout_IsSeenWithTheReason()
    {
        using var peer = new TcpListener(IPAddress.Loopback, 0);
        peer.Start();
        var closing = CloseAsync(peer);
        using var authority = new TestAuthority();
        var modality = Ct("127.0.0.1", ((IPEndPoint)peer.LocalEndpoint).Port) with { UseTls = true };
        await Assert.ThrowsAsync<AssociationException>(async () => await ConnectAsync(modality, _ => new TlsSettings { Trusted = authority.Trusted }));
        await closing;

        Assert.Equal(AssociationEndReason.TlsFailed, Assert.Single(_recorder.Associations()).End?.Reason);
    }

    [Fact]
    public async Task Connect_NoCertificatesForTls_IsSeenWithTheReason()
    {
        var modality = Ct("127.0.0.1", 104) with { UseTls = true };
        await Assert.ThrowsAsync<AssociationException>(async () => await ConnectAsync(modality));

        var end = Assert.Single(_recorder.Associations()).End;
        Assert.Equal((AssociationEndReason.TlsFailed, "ct is called by TLS, and nothing says whose certificates are trusted."), (end?.Reason, end?.Detail));
    }

    [Fact]
    public async Task Request_ThatIsRejected_IsSeenWithTheReason()
    {
        await using var bench = new RecorderBench();
        bench.Policy.Decide = static (_, _) => ValueTask.FromResult(AssociationDecision.Reject(AssociationRejection.CallingAETitleNotRecognized));
        var told = new ToldObserver(_recorder);
        await Assert.ThrowsAsync<AssociationRejectedException>(async () => await bench.ConnectAsync(observer: told));
        await told.UntilAsync(() => _recorder.Associations().Count > 0);

        var facts = Assert.Single(_recorder.Associations());
        Assert.Equal((AssociationRole.Requestor, AssociationEndReason.Rejected), (facts.Role, facts.End?.Reason));
        Assert.Contains("calling-AE-title-not-recognized", facts.End?.Detail, StringComparison.Ordinal);
    }

    private static RemoteModality Ct(string host, int port) => new() { Name = "ct", AETitle = AETitle.Parse("CT1"), Host = host, Port = port };

    private ValueTask<Association> ConnectAsync(RemoteModality modality, Func<RemoteModality, TlsSettings>? tls = null)
    {
        var connector = new ModalityConnector(new StoreScuOptions(), AssociationLimits.Default, NullLoggerFactory.Instance, TimeProvider.System, _recorder, tls);
        var identity = new UserIdentity(UserIdentityType.UsernameAndPasscode, false, "jane"u8.ToArray(), "secret"u8.ToArray());
        var request = AssociationRequest.Create(AETitle.Parse("BELFRY"), modality.AETitle, [Uids.Verification]) with { UserIdentity = identity };
        return connector.ConnectAsync(modality, request, Token);
    }

    private static async Task CloseAsync(TcpListener peer)
    {
        using var client = await peer.AcceptTcpClientAsync(Token);
    }
}
