using Belfry.Conformance;
using Belfry.Dicom;
using Belfry.Server.Tests;
using Belfry.TestKit;

namespace Belfry.Samples.Tests;

/// <summary><c>samples/commitment-external-archive</c>: what DCMTK's archive, and another Belfry, have.</summary>
[Trait("Section", "PS3.4 J.3")]
public sealed class ExternalArchiveTests(ExternalPacs pacs) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _listen = FreePort.Take();

    private static string Missing => $"{ExternalPacs.Study}.1.99";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Commit_InstancesThatTheServerHasToo_AreLookedForBySeries()
    {
        await using var server = await StartAsync(await pacs.EntryAsync());
        var own = Directory.CreateDirectory(Path.Combine(_folder.Path, "own"));
        foreach (var uid in ExternalPacs.Instances.Append(Missing))
            await ExternalPacs.WriteAsync(own.FullName, uid);
        var (code, output) = await ForeignTool.RunAsync("storescu", "-aec", "BELFRY", "+sd", "127.0.0.1", $"{server.DicomPort}", own.FullName);
        Assert.True(code == 0, output);
        var report = await CommitAsync(server, own.FullName);
        Assert.Contains("3 committed, 1 failed", report, StringComparison.Ordinal);
        Assert.Contains($"failed: 0112H no such object instance  {Missing}", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_InstancesOfUnknownSeries_AreLookedForRelationally()
    {
        using var other = new TemporaryFolder();
        await using var archive = await TestServer.StartAsync("""{ "DicomAlwaysAllowFind" : true, "StorageDirectory" : "other" }""", other.Path, Token);
        await pacs.EntryAsync();
        var (code, output) = await ForeignTool.RunAsync("storescu", "-aec", "ORTHANC", "+sd", "127.0.0.1", $"{archive.DicomPort}", pacs.Files);
        Assert.True(code == 0, output);
        await using var server = await StartAsync($"[ \"ORTHANC\", \"127.0.0.1\", {archive.DicomPort} ]");
        var asked = Directory.CreateDirectory(Path.Combine(_folder.Path, "asked"));
        await ExternalPacs.WriteAsync(asked.FullName, ExternalPacs.Instances[0]);
        await ExternalPacs.WriteAsync(asked.FullName, ExternalPacs.Instances[1], Uids.MRImageStorage);
        await ExternalPacs.WriteAsync(asked.FullName, Missing);
        var report = await CommitAsync(server, asked.FullName);
        Assert.Contains("1 committed, 2 failed", report, StringComparison.Ordinal);
        Assert.Contains($"failed: 0119H class/instance conflict  {ExternalPacs.Instances[1]}", report, StringComparison.Ordinal);
        Assert.Contains($"failed: 0112H no such object instance  {Missing}", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_ArchiveThatIsAway_FailsWithAProcessingFailure()
    {
        await using var server = await StartAsync($"[ \"ARCHIVE\", \"127.0.0.1\", {FreePort.Take()} ]");
        await pacs.EntryAsync();
        var report = await CommitAsync(server, pacs.Files);
        Assert.Contains("0 committed, 3 failed", report, StringComparison.Ordinal);
        Assert.Contains("failed: 0110H processing failure", report, StringComparison.Ordinal);
    }

    private async Task<string> CommitAsync(TestServer server, string files)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        await Cli.Tool.RunAsync(
            Cli.Tool.Create(), ["commit", $"BELFRY@127.0.0.1:{server.DicomPort}", files, "--aet", "CMT", "--listen", $"{_listen}"], output, errors, cancellation: Token);
        return output.ToString() + errors;
    }

    private Task<TestServer> StartAsync(string entry) => TestServer.StartAsync(
        $$"""
        {
          "DicomAet" : "BELFRY", "StorageDirectory" : "storage",
          "DicomModalities" : { "pacs" : {{entry}}, "cmt" : [ "CMT", "127.0.0.1", {{_listen}} ] },
          "ExternalArchive" : { "Modality" : "pacs", "RetrySeconds" : 0 }, "Plugins" : [ "{{SamplePaths.Plugin("CommitmentExternalArchive")}}" ]
        }
        """,
        _folder.Path,
        Token);
}
