using System.Net;
using System.Xml.Linq;
using Belfry.Archive;
using Belfry.Cli;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Server.Composition;
using Belfry.TestKit;

namespace Belfry.Server.Tests.Audit;

/// <summary>What jobs send is told when they are over, and at the request of a C-MOVE only that it begins.</summary>
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

    private async Task<List<XElement>> UseAsync(Func<TestServer, HttpClient, Task> use)
    {
        var file = Path.Combine(_folder.Path, "audit.log");
        var port = _station.LocalEndPoints is [var point, ..] ? point.Port : 1;
        var server = await TestServer.StartAsync(
            $$"""
            {
              "StorageDirectory" : "{{_folder.Path}}/storage", "SynchronousCMove" : false, "DicomAlwaysAllowMove" : true, "Belfry" : { "Audit" : { "File" : "{{file}}" } },
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
        return [.. File.ReadLines(file).Select(XElement.Parse)];
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
