using System.Text.Json;
using Belfry.TestKit;

namespace Belfry.Server.Tests;

/// <summary>Group D of the REST surface: modalities are made known and forgotten while the server runs.</summary>
public sealed class ModalityEditTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""["CT", "192.0.2.1", 104]""", "Generic")]
    [InlineData("""["CT", "192.0.2.1", "104"]""", "Generic")]
    [InlineData("""["CT", "192.0.2.1", 104, "GE"]""", "GE")]
    [InlineData("""["CT", "192.0.2.1", 104, "MedInria"]""", "Generic")]
    [InlineData("""{ "AET" : "CT", "Host" : "192.0.2.1", "Port" : 104, "Manufacturer" : "Vitrea", "AllowStorageCommitment" : false }""", "Vitrea")]
    public async Task Put_EachForm_IsShownAsItIsInForce(string body, string manufacturer)
    {
        await using var bench = await RestBench.StartAsync();

        Assert.Equal((200, ""), await bench.SendAsync(HttpMethod.Put, "modalities/ct", body));

        Assert.Equal(["ct"], RestBench.Texts(await bench.GetAsync("modalities")));
        var shown = await bench.GetAsync("modalities/ct/configuration");
        Assert.Equal(("CT", "192.0.2.1", 104, manufacturer), (
            shown.GetProperty("AET").GetString(), shown.GetProperty("Host").GetString(), shown.GetProperty("Port").GetInt32(), shown.GetProperty("Manufacturer").GetString()));
        Assert.Equal(!body.Contains("Commitment", StringComparison.Ordinal), shown.GetProperty("AllowNAction").GetBoolean());

        // What is shown can be put again.
        Assert.Equal((200, ""), await bench.SendAsync(HttpMethod.Put, "modalities/ct", shown.GetRawText()));
        Assert.Equal(shown.GetRawText(), (await bench.GetAsync("modalities/ct/configuration")).GetRawText());
    }

    [Fact]
    public async Task Put_AllMembers_AreShown()
    {
        await using var bench = await RestBench.StartAsync();
        await bench.SendAsync(HttpMethod.Put, "modalities/ct", """
            { "AET" : "CT", "Host" : "ct.example", "Port" : 11112, "AllowEcho" : false, "AllowFind" : false, "AllowFindWorklist" : false, "AllowGet" : false,
              "AllowMove" : false, "AllowStore" : false, "AllowTranscoding" : false, "LocalAet" : "ME", "Timeout" : 7, "RetrieveMethod" : "C-GET" }
            """);
        var shown = await bench.GetAsync("modalities/ct/configuration");
        foreach (var name in (string[])["AllowEcho", "AllowFind", "AllowFindWorklist", "AllowGet", "AllowMove", "AllowStore", "AllowTranscoding"])
            Assert.False(shown.GetProperty(name).GetBoolean(), name);
        Assert.Equal(("ME", 7, "C-GET"), (shown.GetProperty("LocalAet").GetString(), shown.GetProperty("Timeout").GetInt32(), shown.GetProperty("RetrieveMethod").GetString()));
    }

    [Fact]
    public async Task Put_Wrong_GetsItsErrorAndChangesNothing()
    {
        (string Name, string Body, int Http, int Code)[] wrong =
        [
            ("ct", "nothing", 400, 15),
            ("ct", "", 400, 15),
            ("ct", "5", 400, 15),
            ("ct", "[]", 400, 15),
            ("ct", "[\"CT\", \"host\"]", 400, 15),
            ("ct", "[\"CT\", \"host\", \"one\"]", 400, 15),
            ("ct", "[\"CT\", \"host\", 0]", 400, 15),
            ("ct", "[\"CT\", \"host\", 104, \"Nobody\"]", 400, 3),
            ("ct", "[\"A title that is too long\", \"host\", 104]", 400, 15),
            ("ct", "{ \"AET\" : \"CT\", \"Host\" : \"h\" }", 400, 15),
            ("ct", "{ \"AET\" : \"CT\", \"Host\" : \"h\", \"Port\" : 1, \"Allow\" : true }", 400, 15),
            ("a%0ab", "[\"CT\", \"host\", 104]", 400, 15),
            ("a%2Fb", "[\"CT\", \"host\", 104]", 400, 15),
            ("%3Cb%3E", "[\"CT\", \"host\", 104]", 400, 15),
            ("a%20b", "[\"CT\", \"host\", 104]", 400, 15),
        ];
        await using var bench = await RestBench.StartAsync();
        foreach (var (name, body, http, code) in wrong)
            Assert.Equal((body, (http, code)), (body, await bench.FailAsync(HttpMethod.Put, $"modalities/{name}", body)));
        Assert.Empty(await bench.IdsAsync("modalities"));
        Assert.Equal((404, 7), await bench.FailAsync(HttpMethod.Delete, "modalities/ct"));
    }

    [Fact]
    public async Task Show_ANameWithASlashInTheConfiguration_IsFound()
    {
        await using var bench = await RestBench.StartAsync(""", "DicomModalities" : { "a/b <c>" : ["CT", "192.0.2.1", 104] }""");

        Assert.Equal(["a/b <c>"], RestBench.Texts(await bench.GetAsync("modalities")));
        Assert.Equal("CT", (await bench.GetAsync("modalities/a%2Fb%20%3Cc%3E/configuration")).GetProperty("AET").GetString());
    }

    [Fact]
    public async Task PutAndDelete_WhileTheServerRuns_PermitAndRefuseAtOnce()
    {
        await using var both = await PeerBench.StartAsync(allowed: "Echo");
        var query = """{ "Level" : "Study" }""";
        Assert.Equal((422, 9), await both.Bench.FailAsync(HttpMethod.Post, "modalities/peer/query", query));

        await both.Peer.SendAsync(HttpMethod.Put, "modalities/bench", """["BELFRY", "127.0.0.1", 104]""");
        await both.Bench.PostAsync("modalities/peer/query", query);

        await both.Peer.SendAsync(HttpMethod.Put, "modalities/bench", """{ "AET" : "BELFRY", "Host" : "127.0.0.1", "Port" : 104, "AllowFind" : false }""");
        Assert.Equal((422, 9), await both.Bench.FailAsync(HttpMethod.Post, "modalities/peer/query", query));

        await both.Peer.SendAsync(HttpMethod.Delete, "modalities/bench");
        Assert.Equal((422, 9), await both.Bench.FailAsync(HttpMethod.Post, "modalities/peer/query", query));
        Assert.Empty(await both.Peer.IdsAsync("modalities"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Put_AndStartAnew_KeepsWhatTheIndexKeeps(bool inDatabase)
    {
        using var folder = new TemporaryFolder();
        var settings = $$"""
            { "StorageDirectory" : "storage", "DicomModalitiesInDatabase" : {{(inDatabase ? "true" : "false")}}, "DicomModalities" : { "own" : ["OWN", "192.0.2.1", 104] } }
            """;
        await using (var server = await TestServer.StartAsync(settings, folder.Path, Token))
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}/") };
            foreach (var name in (string[])["new", "other"])
                Assert.True((await client.PutAsync($"modalities/{name}", new StringContent("""["NEW", "192.0.2.2", 105]"""), Token)).IsSuccessStatusCode);
            await client.DeleteAsync("modalities/other", Token);
            Assert.Equal(inDatabase ? ["new"] : ["new", "own"], await NamesAsync(client));
        }

        await using var again = await TestServer.StartAsync(settings, folder.Path, Token);
        using var second = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{again.HttpPort}/") };
        Assert.Equal(inDatabase ? ["new"] : ["own"], await NamesAsync(second));
    }

    [Fact]
    public async Task ToolsEcho_AModalityThatIsNotKnown_IsAsked()
    {
        await using var both = await PeerBench.StartAsync();
        var port = both.Peer.Server.DicomEndPoints[0].Port;

        await both.Bench.PostAsync("tools/dicom-echo", $$"""{ "AET" : "PEER", "Host" : "127.0.0.1", "Port" : {{port}}, "CheckFind" : true, "Timeout" : 10 }""");
        await both.Bench.PostAsync("tools/dicom-echo", $$"""["PEER", "127.0.0.1", {{port}}]""");

        Assert.Equal((500, 9), await both.Bench.FailAsync(HttpMethod.Post, "tools/dicom-echo", $$"""["PEER", "127.0.0.1", {{FreePort.Take()}}]"""));
        Assert.Equal((400, 15), await both.Bench.FailAsync(HttpMethod.Post, "tools/dicom-echo", "nothing"));
        Assert.Equal((400, 15), await both.Bench.FailAsync(HttpMethod.Post, "tools/dicom-echo", "{ }"));
    }

    private static async Task<List<string>> NamesAsync(HttpClient client) =>
        RestBench.Texts(JsonDocument.Parse(await client.GetStringAsync("modalities", Token)).RootElement);
}
