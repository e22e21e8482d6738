using System.Text.Json;
using Belfry.Cli;
using Belfry.Dicom;
using Belfry.Server.Tests;
using Belfry.Server.Tests.Processes;
using Belfry.TestKit;

namespace Belfry.Conformance;

/// <summary>The server that is compiled ahead of time: what it has in common with the other is asked by foreign tools, and what it lacks is told.</summary>
public sealed class AheadServerTests(AheadServerTests.Programs programs) : IClassFixture<AheadServerTests.Programs>, IDisposable
{
    private const string Plugin = "/usr/share/orthanc/plugins/libModalityWorklists.so";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Archive_DcmtkStoresFindsAndGets_IsAsSent()
    {
        await using var server = await StartAsync(""" "DicomAlwaysAllowFind" : true, "DicomAlwaysAllowGet" : true """);
        var path = Path.Combine(_folder.Path, "image.dcm");
        var sent = new DicomDataSet
        {
            { Tags.SOPClassUID, Uids.SecondaryCaptureImageStorage }, { Tags.SOPInstanceUID, new DicomUid("1.2.826.9") },
            { Tags.StudyInstanceUID, new DicomUid("1.2.826.9.1") }, { Tags.SeriesInstanceUID, new DicomUid("1.2.826.9.2") },
            { Tags.PatientID, "AHEAD" }, { Tags.PatientName, "Doe^Jane" },
        };
        await File.WriteAllBytesAsync(path, new DicomFile(sent, TransferSyntax.ExplicitVRLittleEndian).ToBytes(), Token);

        await AssertToolAsync(server, "echoscu", []);
        await AssertToolAsync(server, "storescu", ["-xe"], path);
        var found = await AssertToolAsync(server, "findscu", ["-S", "-k", "QueryRetrieveLevel=STUDY", "-k", "PatientID=AHEAD", "-k", "StudyInstanceUID"]);
        Assert.Contains("1.2.826.9.1", found);
        await AssertToolAsync(server, "getscu", ["-S", "-od", _folder.Path, "-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID=1.2.826.9.1"]);
        var got = Assert.Single(Directory.EnumerateFiles(_folder.Path, "*1.2.826.9*"));
        var received = DicomFile.Parse(await File.ReadAllBytesAsync(got, Token)).DataSet;
        Assert.Equal(sent.ToBytes(TransferSyntax.ExplicitVRLittleEndian), received.ToBytes(TransferSyntax.ExplicitVRLittleEndian));
    }

    [Fact]
    public async Task Rest_SystemAndStudiesAndConsole_AreServed()
    {
        await using var server = await StartAsync(""" "RemoteAccessAllowed" : false """);
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{server.HttpPort}/") };
        using var system = JsonDocument.Parse(await http.GetStringAsync("system", Token));
        Assert.Equal("1.12.11", system.RootElement.GetProperty("Version").GetString());
        using var found = await http.PostAsync("tools/find", new StringContent("""{ "Level" : "Study", "Query" : { "PatientID" : "*" }, "Expand" : true }"""), Token);
        Assert.Equal("[]", (await found.Content.ReadAsStringAsync(Token)).Trim());
        using var routes = JsonDocument.Parse(await http.GetStringAsync("openapi.json", Token));
        Assert.NotEmpty(routes.RootElement.GetProperty("paths").EnumerateObject());
        Assert.Contains("<html", await http.GetStringAsync("/", Token), StringComparison.OrdinalIgnoreCase);
        await AssertToolAsync(server, "echoscu", []);
        Assert.Contains("belfry_operations_ended_total", await http.GetStringAsync("metrics", Token));
    }

    [Fact]
    public async Task Worklist_FolderOfItems_AnswersEachMandatoryQuery()
    {
        await using var server = await StartAsync(Worklists());
        await AssertMandatoryAsync(server);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("process")]
    public async Task Worklist_NativePlugin_AnswersEachMandatoryQuery(string isolation)
    {
        Assert.SkipUnless(File.Exists(Plugin), "Orthanc's ModalityWorklists plugin is not installed");
        await using var server = await StartAsync($$"""{{Worklists()}}, "Plugins" : [ "{{Plugin}}" ] """, isolation);
        Assert.Contains("  Worklist native plugin", server.StartLines);
        await AssertMandatoryAsync(server);
    }

    [Fact]
    public async Task Serve_PluginOfManagedCode_SaysThatTheOtherBuildLoadsIt()
    {
        var path = _folder.Write("a.json", TestPlugins.Configuration("", 10, TestPlugins.Hello));
        var (code, _, errors) = await ServerProcess.RunProgramAsync(programs.Server, "serve", path, "--dicom-port", "0", "--http-port", "0");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.StartsWith($"belfry: {TestPlugins.Hello}: this build of Belfry is compiled ahead of time", errors[^1]);
    }

    private string Worklists()
    {
        var items = Directory.CreateDirectory(Path.Combine(_folder.Path, "items")).FullName;
        WorklistSamples.WriteTo(items);
        return $$""" "DicomAlwaysAllowFindWorklist" : true, "Worklists" : { "Enable" : true, "Database" : "{{items}}" } """;
    }

    private static async Task<string> AssertToolAsync(ServerProcess server, string name, IEnumerable<string> options, params IEnumerable<string> files)
    {
        var (code, output) = await ForeignTool.RunAsync(name, [.. options, "-aec", "ORTHANC", "127.0.0.1", $"{server.DicomPort}", .. files]);
        Assert.True(code == 0, $"{name}: {output}");
        return output;
    }

    private static async Task AssertMandatoryAsync(ServerProcess server)
    {
        foreach (var query in WorklistQueryCase.All.Where(static query => query.Class == "mandatory"))
            Assert.Equal(query.CaseInsensitive, await FindScu.AskAsync(query, server.DicomPort));
    }

    private Task<ServerProcess> StartAsync(string members, string isolation = "none") => ServerProcess.StartProgramAsync(
        programs.Server,
        _folder.Write(
            "a.json",
            $$"""
            { "StorageDirectory" : "{{Path.Combine(_folder.Path, "storage")}}", "Belfry" : { "DicomBindAddresses" : [ "127.0.0.1" ], "Isolation" : "{{isolation}}" },
              {{members}} }
            """));

    /// <summary>The server, and beside it the program of plugins' processes.</summary>
    public sealed class Programs : IAsyncLifetime
    {
        internal string Server { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            Server = await AheadProgramTests.MadeAsync(AheadProgram.Server);
            var child = await AheadProgramTests.MadeAsync(AheadProgram.Child);
            var folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(Server)!, "child"));
            File.Copy(child, Path.Combine(folder.FullName, Path.GetFileName(child)), overwrite: true);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
