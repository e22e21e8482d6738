using System.Net;
using System.Text;
using System.Text.Json;
using Belfry.Network;
using Belfry.TestKit;

namespace Belfry.Server.Tests.Processes;

/// <summary>Jobs and reports of REST outlive a server that is killed.</summary>
public sealed class RestJobKillTests : IAsyncDisposable
{
    private const int Count = 4;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly TaskCompletionSource _third = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<string> _arrived = [];
    private readonly Lock _lock = new();
    private volatile bool _isOpen;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_WhileAModalityIsSentTo_TheOthersArriveAfterTheRestart()
    {
        var stored = new StoredInstances
        {
            Before = async operation => await TakeAsync(((CStoreRequest)operation.Request).AffectedSopInstanceUid.Value, operation.Cancellation),
        };
        await using var station = new DicomListener(new DicomListenerOptions { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)] }, ReportSink.TakesRoles(), stored);
        await station.StartAsync(Token);

        // Kept in the index: the job that goes on finds it.
        await RunAsync(""" "DicomModalitiesInDatabase" : true """, $$"""["STATION", "127.0.0.1", {{station.LocalEndPoints[0].Port}}]""", "modalities/other");
    }

    [Fact]
    public async Task Kill_WhileAPeerIsSentTo_TheOthersArriveAfterTheRestart()
    {
        using var peer = new HttpListener();
        var url = $"http://127.0.0.1:{FreePort.Take()}/";
        peer.Prefixes.Add(url);
        peer.Start();
        var serving = ServeAsync(peer);

        await RunAsync(""" "OrthancPeersInDatabase" : true """, $$"""["{{url}}"]""", "peers/other");

        peer.Stop();
        await serving;
    }

    [Fact]
    public async Task Kill_AfterAReportOfCommitment_TheReportIsThere()
    {
        await using var archive = await RestBench.StartAsync(title: "PEER");
        await archive.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        var configuration = Write($$""" "DicomModalities" : { "peer" : ["PEER", "127.0.0.1", {{archive.Server.DicomEndPoints[0].Port}}] } """);
        string content;
        await using (var server = await ServerProcess.StartAsync(configuration))
        {
            using var client = ProcessRest.ClientOf(server);
            await archive.SendAsync(HttpMethod.Put, "modalities/server", $"[\"ORTHANC\", \"127.0.0.1\", {server.DicomPort}]");
            var id = await UploadAsync(client, 1);
            content = await PostAsync(client, "modalities/peer/store", $$"""{ "Resources" : ["{{id}}"], "StorageCommitment" : true }""");
            await server.KillAsync();
        }

        using var told = JsonDocument.Parse(content);
        Assert.Equal("Success", told.RootElement.GetProperty("StorageCommitmentStatus").GetString());
        await using var again = await ServerProcess.StartAsync(configuration);
        using var second = ProcessRest.ClientOf(again);
        var path = $"storage-commitment/{told.RootElement.GetProperty("StorageCommitmentTransactionUID").GetString()}";
        using var report = JsonDocument.Parse(await second.GetStringAsync(path, Token));
        Assert.Equal(("Success", 1), (report.RootElement.GetProperty("Status").GetString(), report.RootElement.GetProperty("Success").GetArrayLength()));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync(string settings, string entry, string path)
    {
        var configuration = Write(settings);
        string job;
        await using (var server = await ServerProcess.StartAsync(configuration))
        {
            using var client = ProcessRest.ClientOf(server);
            for (var i = 1; i <= Count; i++)
                await UploadAsync(client, i);
            using var known = await client.PutAsync(path, new StringContent(entry), Token);
            Assert.True(known.IsSuccessStatusCode);
            var studies = await client.GetStringAsync("studies", Token);
            using var submitted = JsonDocument.Parse(await PostAsync(client, path + "/store", $$"""{ "Resources" : {{studies}}, "Asynchronous" : true }"""));
            job = submitted.RootElement.GetProperty("ID").GetString() ?? "";
            await _third.Task.WaitAsync(_patience, Token);
            await server.KillAsync();
        }

        _isOpen = true;
        await using var again = await ServerProcess.StartAsync(configuration);
        await _all.Task.WaitAsync(_patience, Token);
        using var second = ProcessRest.ClientOf(again);
        Assert.Equal("Success", await ProcessRest.EndOfJobAsync(second, job, Token));
    }

    private async Task TakeAsync(string instance, CancellationToken cancellation)
    {
        bool isHeld;
        lock (_lock)
        {
            isHeld = !_isOpen && _arrived.Count == 2 && !_arrived.Contains(instance);
            if (!isHeld)
                _arrived.Add(instance);
            if (_arrived.Count == Count)
                _all.TrySetResult();
        }

        if (!isHeld)
            return;
        _third.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellation);
    }

    private async Task ServeAsync(HttpListener peer)
    {
        while (peer.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await peer.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body, Token);
            var instance = Dicom.DicomFile.Parse(body.ToArray()).DataSet.GetString(Dicom.Tags.SOPInstanceUID) ?? "";
            bool isHeld;
            lock (_lock)
                isHeld = !_isOpen && _arrived.Count == 2;
            if (isHeld)
            {
                // Not answered: the server is killed while it waits.
                _third.TrySetResult();
                continue;
            }

            await TakeAsync(instance, Token);
            await context.Response.OutputStream.WriteAsync("{}"u8.ToArray(), Token);
            context.Response.Close();
        }
    }

    private string Write(string settings) => _folder.Write("belfry.json", $$"""
        { "StorageDirectory" : "archive", "HttpBindAddresses" : ["127.0.0.1"], {{settings}}, "Belfry" : { "DicomBindAddresses" : ["127.0.0.1"] } }
        """);

    private static async Task<string?> UploadAsync(HttpClient client, int instance)
    {
        using var answer = await client.PostAsync("instances", new ByteArrayContent(RestBench.FileOf(RestBench.Instance("P1", 1, 1, instance))), Token);
        Assert.True(answer.IsSuccessStatusCode);
        using var stored = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
        return stored.RootElement.GetProperty("ID").GetString();
    }

    private static async Task<string> PostAsync(HttpClient client, string path, string body)
    {
        using var answer = await client.PostAsync(path, new StringContent(body, Encoding.UTF8), Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }
}
