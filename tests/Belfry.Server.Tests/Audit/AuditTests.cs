using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Xml.Linq;
using Belfry.Archive;
using Belfry.Audit;
using Belfry.Cli;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Server.Composition;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Belfry.Server.Tests.Audit;

/// <summary>The audit trail of a server that is used.</summary>
public sealed class AuditTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string FilePath => Path.Combine(_folder.Path, "audit.log");

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Section", "PS3.15 A.5.3")]
    public async Task Trail_OfAServerInUse_HasAMessageForEachThing()
    {
        var server = await StartAsync();
        using (var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}/") })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("patients", Token)).StatusCode);
            client.DefaultRequestHeaders.Authorization = Basic("ann", "wrong");
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("patients", Token)).StatusCode);
            client.DefaultRequestHeaders.Authorization = Basic("ann", "secret");
            for (var i = 1; i <= 2; i++)
                (await client.PostAsync("instances", new ByteArrayContent(RestBench.FileOf(RestBench.Instance("P1", 1, 1, i))), Token)).EnsureSuccessStatusCode();
            (await client.PostAsync("tools/find", new StringContent("""{ "Level" : "Study", "Query" : {} }"""), Token)).EnsureSuccessStatusCode();
            Assert.Equal(HttpStatusCode.Forbidden, (await client.PostAsync("tools/reconstruct", null, Token)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("system", Token)).StatusCode);
        }

        Assert.Equal(ExitCodes.Success, await RunAsync("find", $"HERE@127.0.0.1:{server.DicomPort}", "--calling", "ASKER", "--study-root", "-k", "PatientID=P1"));
        Assert.NotEqual(ExitCodes.Success, await RunAsync("move", $"HERE@127.0.0.1:{server.DicomPort}", "--calling", "ASKER", "--to", "NOWHERE", "-k", "StudyInstanceUID=1.2.1"));
        await server.DisposeAsync();

        var messages = File.ReadLines(FilePath).Select(XElement.Parse).ToList();
        Assert.All(messages, AuditSchema.Check);
        Assert.Equal("110120", TypeOf(messages[0]));
        Assert.Equal("110121", TypeOf(messages[^1]));
        Assert.All(messages, static message => Assert.Equal("keep", message.Element("AuditSourceIdentification")?.Attribute("AuditSourceID")?.Value));

        var login = Assert.Single(messages, static message => TypeOf(message) == "110122");
        Assert.Equal(("4", "127.0.0.1"), (OutcomeOf(login), login.Element("ActiveParticipant")?.Attribute("NetworkAccessPointID")?.Value));
        Assert.Equal("ann", login.Element("ActiveParticipant")?.Attribute("UserID")?.Value);
        Assert.Equal("ann", Assert.Single(messages, static message => TypeOf(message) == "110132").Element("ActiveParticipant")?.Attribute("UserID")?.Value);

        // Two instances of one study, told of once.
        var stored = Assert.Single(messages, static message => IdOf(message) == "110104" && ActionOf(message) == "C");
        Assert.Equal(["1.2.1", "P1"], ObjectsOf(stored));
        Assert.Equal("2", stored.Descendants("SOPClass").Single().Attribute("NumberOfInstances")?.Value);

        var queries = messages.Where(static message => IdOf(message) == "110112").ToList();
        Assert.Equal(["/tools/find"], ObjectsOf(queries[0]));
        Assert.Contains("\"Study\"", Encoding.UTF8.GetString(Convert.FromBase64String(queries[0].Descendants("ParticipantObjectQuery").Single().Value)), StringComparison.Ordinal);
        Assert.Equal("AETITLES=ASKER", queries[1].Element("ActiveParticipant")?.Attribute("AlternativeUserID")?.Value);
        var asked = DicomDataSet.Parse(Convert.FromBase64String(queries[1].Descendants("ParticipantObjectQuery").Single().Value), TransferSyntax.ExplicitVRLittleEndian);
        Assert.Equal("P1", asked.GetString(Tags.PatientID));

        var moved = Assert.Single(messages, static message => IdOf(message) == "110104" && ActionOf(message) == "R");
        Assert.Equal(("8", "NOWHERE"), (OutcomeOf(moved), moved.Elements("ActiveParticipant").Last().Attribute("UserID")?.Value));
        Assert.Equal(["1.2.1"], ObjectsOf(moved));
        Assert.DoesNotContain(messages, static message => ObjectsOf(message).Contains("/system"));
    }

    [Fact]
    [Trait("Section", "PS3.15 A.5.3")]
    public async Task Trail_OfWhatIsReadSentAndDeletedByRest_TellsWhoseItIs()
    {
        var server = await StartAsync("administer");
        var study = ArchiveId.OfStudy("P1", new DicomUid("1.2.1")).ToString();
        using (var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}/") })
        {
            client.DefaultRequestHeaders.Authorization = Basic("ann", "secret");
            foreach (var patient in (string[])["P1", "P2"])
                (await client.PostAsync("instances", new ByteArrayContent(RestBench.FileOf(RestBench.Instance(patient, patient == "P1" ? 1 : 2, 1, 1))), Token)).EnsureSuccessStatusCode();
            (await client.GetAsync($"studies/{study}/series", Token)).EnsureSuccessStatusCode();
            (await client.DeleteAsync($"studies/{study}", Token)).EnsureSuccessStatusCode();
            var other = ArchiveId.OfPatient("P2").ToString();
            (await client.PostAsync("tools/bulk-delete", new StringContent($$"""{ "Resources" : [ "{{other}}" ] }"""), Token)).EnsureSuccessStatusCode();
        }

        await server.DisposeAsync();
        var messages = File.ReadLines(FilePath).Select(XElement.Parse).ToList();
        Assert.All(messages, AuditSchema.Check);
        Assert.Equal([$"/studies/{study}/series", "1.2.1", "P1"], ObjectsOf(Assert.Single(messages, static message => IdOf(message) == "110103" && ActionOf(message) == "R")));
        Assert.Equal([$"/studies/{study}", "1.2.1", "P1"], ObjectsOf(Assert.Single(messages, static message => IdOf(message) == "110103" && ActionOf(message) == "D")));

        // As the archive tells it, the second by nobody's request but that for many.
        Assert.Equal([["1.2.1", "P1"], ["1.2.2", "P2"]], messages.Where(static message => IdOf(message) == "110105").Select(static message => ObjectsOf(message).Skip(1)));
        var bulk = Assert.Single(messages, static message => ObjectsOf(message).Contains("/tools/bulk-delete"));
        Assert.Equal("ann", bulk.Element("ActiveParticipant")?.Attribute("UserID")?.Value);
        Assert.Contains("Resources", Encoding.UTF8.GetString(Convert.FromBase64String(bulk.Descendants("ParticipantObjectQuery").Single().Value)), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Section", "PS3.15 A.5.3.7")]
    public async Task Trail_StoreThatFails_SaysWhoseAndThatItFailed()
    {
        var server = await StartAsync();
        var request = AssociationRequest.Create(AETitle.Parse("FAILING"), AETitle.Parse("HERE"), [Uids.SecondaryCaptureImageStorage], Uids.ExplicitVRLittleEndian);
        await using (var association = await new AssociationRequestor().RequestAsync("127.0.0.1", server.DicomPort, request, Token))
        {
            // The data set is of another instance than the command says.
            var store = new CStoreRequest(Uids.SecondaryCaptureImageStorage, new DicomUid("1.2.77"));
            var replies = await association.InvokeAsync(store, RestBench.Instance("P1", 1, 1, 1), Token).ToListAsync(Token);
            Assert.NotEqual(DimseStatus.Success, replies[^1].Response.Status);
            await association.ReleaseAsync(Token);
        }

        await server.DisposeAsync();
        var messages = File.ReadLines(FilePath).Select(XElement.Parse).ToList();
        Assert.All(messages, AuditSchema.Check);
        var failed = Assert.Single(messages, static message => IdOf(message) == "110104");
        Assert.NotEqual("0", OutcomeOf(failed));
        Assert.Equal("AETITLES=FAILING", failed.Element("ActiveParticipant")?.Attribute("AlternativeUserID")?.Value);
        Assert.NotEmpty(ObjectsOf(failed));
    }

    [Fact]
    [Trait("Section", "PS3.15 A.6.4")]
    public async Task Syslog_ByUdp_IsADatagramForEachMessage()
    {
        using var repository = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var sink = new SyslogAuditSink(new Uri($"udp://127.0.0.1:{((IPEndPoint)repository.Client.LocalEndPoint!).Port}"), "tower", 42);
        await using (var trail = new AuditTrail("site", [sink], NullLogger.Instance, TimeProvider.System))
        {
            trail.Record(Something("one"));
            trail.Record(Something("two"));
        }

        foreach (var id in (string[])["one", "two"])
        {
            var text = Encoding.UTF8.GetString((await repository.ReceiveAsync(Token)).Buffer);
            Assert.Matches(@"^<85>1 \S+ tower Belfry 42 IHE\+RFC-3881 - \uFEFF<AuditMessage>", text);
            var message = XElement.Parse(text[text.IndexOf('\uFEFF')..].TrimStart('\uFEFF'));
            Assert.Equal([id], ObjectsOf(message));
        }
    }

    [Fact]
    public async Task Syslog_ByTcp_CountsEachMessage()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var sink = new SyslogAuditSink(new Uri($"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"), "tower one", 42);
        await using (var trail = new AuditTrail("site", [sink], NullLogger.Instance, TimeProvider.System))
            trail.Record(Something("a\r\nb\u0001c\U00020BB7"));
        using var connection = await listener.AcceptTcpClientAsync(Token);
        using var reader = new StreamReader(connection.GetStream(), new UTF8Encoding(false));
        var text = await reader.ReadToEndAsync(Token);
        var length = int.Parse(text[..text.IndexOf(' ')], System.Globalization.CultureInfo.InvariantCulture);
        var message = text[(text.IndexOf(' ') + 1)..];
        Assert.Equal(length, Encoding.UTF8.GetByteCount(message));
        Assert.Matches(@"^<85>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d towerone Belfry 42 IHE\+RFC-3881 - \uFEFF<AuditMessage>", message);
        Assert.Contains("ParticipantObjectID=\"a  b c\U00020BB7\"", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sink_ThatFails_IsGivenTheSameAgain()
    {
        var clock = new FakeTimeProvider();
        var sink = new StubbornSink(failures: 3);
        await using var trail = new AuditTrail("site", [sink], NullLogger.Instance, clock);
        trail.Record(Something("one"));
        for (var i = 1; i <= 3; i++)
        {
            await sink.Failed.WaitAsync(Token);
            while (!sink.Taken.IsCompleted && !sink.HasFailedAgain)
            {
                clock.Advance(TimeSpan.FromMinutes(1));
                await Task.Yield();
            }
        }

        Assert.Contains("one", await sink.Taken.WaitAsync(Token), StringComparison.Ordinal);
    }

    private static AuditEvent Something(string id) =>
        new(AuditCode.InstancesAccessed, AuditAction.Read, AuditOutcome.Success) { Objects = [AuditObject.Address(id)] };

    private Task<TestServer> StartAsync(string role = "write") => TestServer.StartAsync(
        $$"""
        {
          "Name" : "keep", "StorageDirectory" : "{{_folder.Path}}/storage", "AuthenticationEnabled" : true,
          "RegisteredUsers" : { "ann" : { "Password" : "secret", "Role" : "{{role}}" } },
          "DicomAlwaysAllowFind" : true, "DicomAlwaysAllowMove" : true, "Belfry" : { "Audit" : { "File" : "{{FilePath}}" } }
        }
        """,
        _folder.Path,
        Token);

    private static AuthenticationHeaderValue Basic(string user, string password) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    private static string? IdOf(XElement message) => message.Element("EventIdentification")?.Element("EventID")?.Attribute("csd-code")?.Value;

    private static string? TypeOf(XElement message) => message.Element("EventIdentification")?.Element("EventTypeCode")?.Attribute("csd-code")?.Value;

    private static string? ActionOf(XElement message) => message.Element("EventIdentification")?.Attribute("EventActionCode")?.Value;

    private static string? OutcomeOf(XElement message) => message.Element("EventIdentification")?.Attribute("EventOutcomeIndicator")?.Value;

    private static IEnumerable<string?> ObjectsOf(XElement message) =>
        message.Elements("ParticipantObjectIdentification").Select(static one => one.Attribute("ParticipantObjectID")?.Value);

    private static async Task<int> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        return await Tool.RunAsync(Tool.Create(ServeCommand.Create()), arguments, output, output, cancellation: Token);
    }

    /// <summary>Takes messages at last.</summary>
    private sealed class StubbornSink(int failures) : IAuditSink
    {
        private readonly TaskCompletionSource<string> _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly SemaphoreSlim _failed = new(0);
        private int _left = failures;

        public string Name => "stubborn";

        public SemaphoreSlim Failed => _failed;

        public bool HasFailedAgain => _failed.CurrentCount > 0;

        public Task<string> Taken => _taken.Task;

        public ValueTask WriteAsync(IReadOnlyList<AuditMessage> messages, CancellationToken cancellation)
        {
            if (_left-- > 0)
            {
                _failed.Release();
                throw new IOException("Not yet.");
            }

            _taken.SetResult(Encoding.UTF8.GetString(messages[0].Xml.Span));
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
