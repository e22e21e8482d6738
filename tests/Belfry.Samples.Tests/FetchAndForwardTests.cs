using Belfry.Conformance;
using Belfry.Server.Tests;
using Belfry.TestKit;

namespace Belfry.Samples.Tests;

/// <summary><c>samples/move-fetch-and-forward</c> between DCMTK's archive and its storescp.</summary>
public sealed class FetchAndForwardTests(ExternalPacs pacs) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _scpPort = FreePort.Take();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Section", "PS3.4 C.4.2")]
    public async Task MoveScu_Study_IsFetchedAndForwarded()
    {
        await using var server = await StartAsync(await pacs.EntryAsync());
        var received = Directory.CreateDirectory(Path.Combine(_folder.Path, "received"));
        await using var scp = ForeignServer.Start("storescp", "-od", received.FullName, "-aet", "STORESCP", $"{_scpPort}");
        await scp.WaitForPortAsync(_scpPort, Token);
        var (code, output) = await MoveAsync(server);
        Assert.True(code == 0, output);
        Assert.Matches(@"Completed Suboperations\s*: 3\b", output);
        Assert.Equal(3, received.GetFiles().Length);
    }

    [Fact]
    [Trait("Section", "PS3.4 C.4.2.1.5")]
    public async Task MoveScu_DestinationThatIsAway_CountsEachAsFailed()
    {
        await using var server = await StartAsync(await pacs.EntryAsync());
        var (_, output) = await MoveAsync(server);
        Assert.Matches(@"Failed Suboperations\s*: 3\b", output);
    }

    [Fact]
    public async Task MoveScu_PacsThatIsAway_EndsTheMove()
    {
        await using var server = await StartAsync($"[ \"ARCHIVE\", \"127.0.0.1\", {FreePort.Take()} ]");
        var (code, output) = await MoveAsync(server);
        Assert.NotEqual(0, code);
        Assert.Contains("pacs: cannot be reached", output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Section", "PS3.4 C.4.3")]
    public async Task GetScu_Study_IsFetchedAndGiven()
    {
        await using var server = await StartAsync(await pacs.EntryAsync());
        var received = Directory.CreateDirectory(Path.Combine(_folder.Path, "got"));
        var (code, output) = await ForeignTool.RunAsync(
            "getscu", ["-S", "-aec", "BELFRY", "-od", received.FullName, .. Keys(), "127.0.0.1", $"{server.DicomPort}"]);
        Assert.True(code == 0, output);
        Assert.Equal(3, received.GetFiles().Length);
    }

    private static string[] Keys() => ["-k", "QueryRetrieveLevel=STUDY", "-k", $"StudyInstanceUID={ExternalPacs.Study}"];

    private static Task<(int Code, string Output)> MoveAsync(TestServer server) => ForeignTool.RunAsync(
        "movescu", ["-d", "-S", "-aec", "BELFRY", "-aem", "STORESCP", .. Keys(), "127.0.0.1", $"{server.DicomPort}"]);

    private Task<TestServer> StartAsync(string entry) => TestServer.StartAsync(
        $$"""
        {
          "DicomAet" : "BELFRY", "DicomAlwaysAllowMove" : true, "DicomAlwaysAllowGet" : true, "StorageDirectory" : "storage",
          "DicomModalities" : { "pacs" : {{entry}}, "scp" : [ "STORESCP", "127.0.0.1", {{_scpPort}} ] },
          "FetchAndForward" : { "Modality" : "pacs" }, "Plugins" : [ "{{SamplePaths.Plugin("MoveFetchAndForward")}}" ]
        }
        """,
        _folder.Path,
        Token);
}
