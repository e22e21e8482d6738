using System.Net;
using System.Xml.Linq;
using Belfry.Archive;
using Belfry.Cli;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Server.Composition;
using Belfry.TestKit;

namespace Belfry.Server.Tests.Audit;

/// <summary>What jobs send and retrieve is told when they are over, and at the request of a C-MOVE only that it begins.</summary>
public sealed class SentByJobsTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DicomListener _station = new(
        new DicomListenerOptions { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)] }, ReportSink.TakesRoles(), new StoredInstances());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _station.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [Trait("Section", "PS3.15 A.5.3")]
    public async Task Move_AsAJob_HasBegunAtTheRequestAndIsToldWhenItIsOver()
    {
        await _station.StartAsync(Token);
        var messages = await UseAsync(async (server, client) =>
        {
            await MoveAsync(server, "1.2.1");
            await MoveAsync(server, "1.2.99");
            foreach (var job in await server.Running.Jobs.ListAsync(Token))
                await server.Running.Jobs.WaitForAsync(job.Id, Token);
        });

        // The one that matched nothing has nothing to begin.
        var begun = Assert.Single(messages, static message => IdOf(message) == "110102");
        Assert.Equal(("0", "STATION"), (OutcomeOf(begun), ParticipantsOf(begun)[^1]));
        var sent = messages.Where(static message => IdOf(message) == "110104" && message.Descendants("EventOutcomeDescription").Any()).ToList();
        Assert.Equal(["ASKER", "Belfry", "STATION"], ParticipantsOf(Assert.Single(sent)));
        Assert.Equal(("0", "2 of 2 instances arrived"), (OutcomeOf(sent[0]), DescriptionOf(sent[0])));
        Assert.Equal(["1.2.1", "P1"], ObjectsOf(sent[0])[1..]);
        Assert.StartsWith("/jobs/", ObjectsOf(sent[0])[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_ThatFails_IsToldWithWhatArrived()
    {
        var id = ArchiveId.OfStudy("P1", new DicomUid("1.2.1"));
        var messages = await UseAsync(async (server, client) =>
            Assert.NotEqual(HttpStatusCode.OK, (await client.PostAsync("modalities/nobody/store", new StringContent($"\"{id}\""), Token)).StatusCode));

        var sent = Assert.Single(messages, static message => IdOf(message) == "110104" && ActionOf(message) == "R");
        Assert.Equal(["REST API", "Belfry", "NOBODY"], ParticipantsOf(sent));
        Assert.Equal("8", OutcomeOf(sent));
        Assert.StartsWith("0 of 2 instances arrived", DescriptionOf(sent), StringComparison.Ordinal);
        Assert.Equal(["1.2.1", "P1"], ObjectsOf(sent)[1..]);
    }

    [Fact]
    [Trait("Section", "PS3.15 A.5.3")]
    public async Task Store_ToAPeer_IsToldWithItsUrlAndWhatArrived()
    {
        await using var peer = await RestBench.StartAsync();
        var id = ArchiveId.OfStudy("P1", new DicomUid("1.2.1"));
        var messages = await UseAsync(async (server, client) =>
        {
            await PostAsync(client, HttpMethod.Put, "peers/other", $$"""{ "Url" : "{{peer.Client.BaseAddress}}" }""");
            await PostAsync(client, HttpMethod.Post, "peers/other/store", $"\"{id}\"");
            await PostAsync(client, HttpMethod.Post, "peers/gone/store", $$"""{ "Resources" : ["{{id}}"], "Permissive" : true }""");
            await client.PostAsync("peers/gone/store", new StringContent($"\"{id}\""), Token);
        });

        var sent = messages.Where(static message => IdOf(message) == "110104" && ActionOf(message) == "R").ToList();
        Assert.Equal([("0", "2 of 2 instances arrived"), ("4", "0 of 2 instances arrived")], sent.Take(2).Select(static message => (OutcomeOf(message), DescriptionOf(message))));
        Assert.Equal("8", OutcomeOf(sent[2]));
        Assert.StartsWith("0 of 2 instances arrived; ", DescriptionOf(sent[2]), StringComparison.Ordinal);
        Assert.Equal(["REST API", "Belfry", peer.Client.BaseAddress?.ToString()], ParticipantsOf(sent[0]));
        Assert.Equal("127.0.0.1", sent[0].Elements("ActiveParticipant").Last().Attribute("NetworkAccessPointID")?.Value);
        Assert.Equal(["REST API", "Belfry", "http://127.0.0.1:1/"], ParticipantsOf(sent[1]));
        Assert.All(sent, static message => Assert.Equal(["1.2.1", "P1"], ObjectsOf(message)[1..]));
        Assert.All(sent, static message => Assert.StartsWith("/jobs/", ObjectsOf(message)[0], StringComparison.Ordinal));
    }

    [Theory]
    [Trait("Section", "PS3.15 A.5.3")]
    [InlineData("get", "", "BELFRY", "1 of 1 requests were done, 1 instances arrived")]
    [InlineData("move", "", "BELFRY", "1 of 1 requests were done")]
    [InlineData("move", ", \"TargetAet\" : \"STATION\"", "STATION", "1 of 1 requests were done")]
    public async Task Retrieve_FromAModality_IsToldWithSourceAndDestination(string method, string more, string destination, string description)
    {
        await _station.StartAsync(Token);
        await using var other = await RestBench.StartAsync(""", "DicomAlwaysAllowGet" : true, "DicomAlwaysAllowMove" : true""", "OTHER");
        await other.UploadAsync(RestBench.Instance("P2", 2, 1, 1));
        await other.SendAsync(HttpMethod.Put, "modalities/station", $"[\"STATION\", \"127.0.0.1\", {_station.LocalEndPoints[0].Port}]");
        var messages = await UseAsync(async (server, client) =>
        {
            await other.SendAsync(HttpMethod.Put, "modalities/belfry", $"[\"BELFRY\", \"127.0.0.1\", {server.DicomPort}]");
            await PostAsync(client, HttpMethod.Put, "modalities/other", $"[\"OTHER\", \"127.0.0.1\", {other.Server.DicomEndPoints[0].Port}]");
            await PostAsync(client, HttpMethod.Post, $"modalities/other/{method}", $$"""{ "Level" : "Study", "Resources" : [{ "StudyInstanceUID" : "1.2.2", "PatientID" : "P2" }] {{more}} }""");
        });

        var told = Assert.Single(messages, static message => IdOf(message) == "110104" && ActionOf(message) == "R");
        Assert.Equal(("0", description), (OutcomeOf(told), DescriptionOf(told)));
        string?[] rest = destination == "BELFRY" ? ["Belfry"] : ["Belfry", destination];
        Assert.Equal(["REST API", "OTHER", .. rest], ParticipantsOf(told));
        Assert.Equal([(null, null), ("110153", "OTHER"), .. destination == "BELFRY" ? [] : new (string?, string?)[] { (null, "BELFRY") }, ("110152", destination)],
            told.Elements("ActiveParticipant").Select(static one => (one.Element("RoleIDCode")?.Attribute("csd-code")?.Value, one.Attribute("AlternativeUserID")?.Value["AETITLES=".Length..])));
        Assert.Equal(["1.2.2", "P2"], ObjectsOf(told)[1..]);
    }

    [Theory]
    [InlineData(false, "8")]
    [InlineData(true, "4")]
    public async Task Retrieve_FromNobody_IsToldWithTheReason(bool isPermissive, string outcome)
    {
        var messages = await UseAsync(async (server, client) => await client.PostAsync(
            "modalities/nobody/move",
            new StringContent($$"""{ "Level" : "Study", "Permissive" : {{(isPermissive ? "true" : "false")}}, "Resources" : [{ "StudyInstanceUID" : "1.2.2" }] }"""),
            Token));

        var told = Assert.Single(messages, static message => IdOf(message) == "110104" && ActionOf(message) == "R");
        Assert.Equal(outcome, OutcomeOf(told));
        Assert.StartsWith(isPermissive ? "0 of 1 requests were done" : "0 of 1 requests were done; C-MOVE at nobody", DescriptionOf(told), StringComparison.Ordinal);
        Assert.Equal(["1.2.2"], ObjectsOf(told)[1..]);
    }

    private static async Task PostAsync(HttpClient client, HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body) };
        using var answer = await client.SendAsync(request, Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    private async Task<List<XElement>> UseAsync(Func<TestServer, HttpClient, Task> use)
    {
        var file = Path.Combine(_folder.Path, "audit.log");
        var port = _station.LocalEndPoints is [var point, ..] ? point.Port : 1;
        var server = await TestServer.StartAsync(
            $$"""
            {
              "StorageDirectory" : "{{_folder.Path}}/storage", "SynchronousCMove" : false, "DicomAlwaysAllowMove" : true, "Belfry" : { "Audit" : { "File" : "{{file}}" } },
              "DicomAet" : "BELFRY", "OrthancPeers" : { "gone" : { "Url" : "http://me:secret@127.0.0.1:1/" } },
              "DicomModalities" : { "station" : [ "STATION", "127.0.0.1", {{port}} ], "nobody" : [ "NOBODY", "127.0.0.1", 1 ] }
            }
            """,
            _folder.Path,
            Token);
        using (var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}/") })
        {
            for (var i = 1; i <= 2; i++)
                (await client.PostAsync("instances", new ByteArrayContent(RestBench.FileOf(RestBench.Instance("P1", 1, 1, i))), Token)).EnsureSuccessStatusCode();
            await use(server, client);
        }

        await server.DisposeAsync();
        List<XElement> messages = [.. File.ReadLines(file).Select(XElement.Parse)];
        Assert.All(messages, AuditSchema.Check);
        return messages;
    }

    private static async Task MoveAsync(TestServer server, string study)
    {
        using var output = new StringWriter();
        string[] arguments = ["move", $"HERE@127.0.0.1:{server.DicomPort}", "--calling", "ASKER", "--to", "STATION", "-k", $"StudyInstanceUID={study}"];
        await Tool.RunAsync(Tool.Create(ServeCommand.Create()), arguments, output, output, cancellation: Token);
    }

    private static string? IdOf(XElement message) => message.Element("EventIdentification")?.Element("EventID")?.Attribute("csd-code")?.Value;

    private static string? ActionOf(XElement message) => message.Element("EventIdentification")?.Attribute("EventActionCode")?.Value;

    private static string? OutcomeOf(XElement message) => message.Element("EventIdentification")?.Attribute("EventOutcomeIndicator")?.Value;

    private static string? DescriptionOf(XElement message) => message.Element("EventIdentification")?.Element("EventOutcomeDescription")?.Value;

    private static string?[] ParticipantsOf(XElement message) => [.. message.Elements("ActiveParticipant").Select(static one => one.Attribute("UserID")?.Value)];

    private static string?[] ObjectsOf(XElement message) =>
        [.. message.Elements("ParticipantObjectIdentification").Select(static one => one.Attribute("ParticipantObjectID")?.Value)];
}
