using System.Net;
using System.Text;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.TestKit;

namespace Belfry.Server.Tests.Processes;

/// <summary>Jobs of REST that retrieve from a modality outlive a server that is killed, and go on with what they had not finished.</summary>
public sealed class RetrieveJobKillTests : IAsyncDisposable
{
    private const int Count = 4, PixelBytes = 200_000;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly TaskCompletionSource _third = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _arrived = [];
    private readonly Lock _lock = new();
    private volatile bool _isOpen;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_WhileAModalityMoves_TheOthersArriveAfterTheRestart()
    {
        var stored = new StoredInstances
        {
            Before = async operation => await TakeAsync(((CStoreRequest)operation.Request).AffectedSopInstanceUid.Value, operation.Cancellation),
        };
        await using var station = new DicomListener(new DicomListenerOptions { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)] }, ReportSink.TakesRoles(), stored);
        await station.StartAsync(Token);
        await using var peer = await FillPeerAsync();
        await peer.SendAsync(HttpMethod.Put, "modalities/station", $"[\"STATION\", \"127.0.0.1\", {station.LocalEndPoints[0].Port}]");

        await RunAsync(peer.Server.DicomEndPoints[0].Port, "move", """, "TargetAet" : "STATION" """, _third.Task, () => _isOpen = true);

        lock (_lock)
        {
            Assert.Equal(["1.2.1.1.1", "1.2.2.1.1", "1.2.3.1.1", "1.2.4.1.1"], _arrived.Distinct().Order());

            // What was done before is not done again.
            Assert.Single(_arrived, "1.2.1.1.1");
        }
    }

    [Fact]
    public async Task Kill_WhileAModalityIsGotFrom_TheOthersAreThereAfterTheRestart()
    {
        await using var peer = await FillPeerAsync();
        await using var relay = new StallingRelay(peer.Server.DicomEndPoints[0].Port, PixelBytes * 5 / 2);

        var instances = await RunAsync(relay.Start(), "get", "", relay.Stalled, relay.Open);

        Assert.Equal(Count, instances);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    // Gives how many instances the server has at the end.
    private async Task<int> RunAsync(int port, string verb, string more, Task isHalfDone, Action open)
    {
        var configuration = _folder.Write("belfry.json", $$"""
            {
              "StorageDirectory" : "archive", "HttpBindAddresses" : ["127.0.0.1"], "DicomModalities" : { "peer" : ["PEER", "127.0.0.1", {{port}}] },
              "Belfry" : { "DicomBindAddresses" : ["127.0.0.1"] }
            }
            """);
        var studies = string.Join(", ", Enumerable.Range(1, Count).Select(static study => $$"""{ "StudyInstanceUID" : "1.2.{{study}}" }"""));
        string job;
        await using (var server = await ServerProcess.StartAsync(configuration))
        {
            using var client = ProcessRest.ClientOf(server);
            using var answer = await client.PostAsync(
                $"modalities/peer/{verb}",
                new StringContent($$"""{ "Level" : "Study", "Resources" : [{{studies}}], "Asynchronous" : true{{more}} }""", Encoding.UTF8),
                Token);
            var text = await answer.Content.ReadAsStringAsync(Token);
            Assert.True(answer.IsSuccessStatusCode, text);
            using var submitted = JsonDocument.Parse(text);
            job = submitted.RootElement.GetProperty("ID").GetString() ?? "";
            await isHalfDone.WaitAsync(_patience, Token);
            await server.KillAsync();
        }

        open();
        await using var again = await ServerProcess.StartAsync(configuration);
        using var second = ProcessRest.ClientOf(again);
        Assert.Equal("Success", await ProcessRest.EndOfJobAsync(second, job, Token));
        using var instances = JsonDocument.Parse(await second.GetStringAsync("instances", Token));
        return instances.RootElement.GetArrayLength();
    }

    private static async Task<RestBench> FillPeerAsync()
    {
        var peer = await RestBench.StartAsync(title: "PEER");
        await peer.SendAsync(HttpMethod.Put, "modalities/server", "[\"ORTHANC\", \"127.0.0.1\", 11112]");
        for (var study = 1; study <= Count; study++)
        {
            var instance = RestBench.Instance("P1", study, 1, 1);
            instance.Set(Tags.PixelData, VR.OW, new byte[PixelBytes]);
            await peer.UploadAsync(instance);
        }

        return peer;
    }

    // The third is held until its association ends.
    private async Task TakeAsync(string instance, CancellationToken cancellation)
    {
        bool isHeld;
        lock (_lock)
        {
            isHeld = !_isOpen && _arrived.Count == 2;
            if (!isHeld)
                _arrived.Add(instance);
        }

        if (!isHeld)
            return;
        _third.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellation);
    }
}
