using Belfry.Dicom;
using Belfry.Orthanc.Tests.Plugins;
using Belfry.Sdk;

namespace Belfry.Orthanc.Tests;

/// <summary>The find callback: answers, ends, misuse.</summary>
public sealed partial class FindCallbackTests
{
    [Fact]
    public async Task Find_V1_GivesAETitlesAndGathersAnswers()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("finding.c", Item(bench), "FIND_TIMES=3"));
        var request = FindBench.Request();
        var answers = await bench.FindAsync(request);
        Assert.Equal(["ACC26001", "ACC26001", "ACC26001"], answers.Select(a => a.GetString(Tags.AccessionNumber)));
        Assert.Equal(("MODALITY", "ARCHIVE"), (bench.Log.Report("issuer"), bench.Log.Report("called")));
        Assert.Equal(["0", "0", "0"], bench.Log.Reports("add"));
        Assert.False(request.IsIncomplete);
        Assert.Equal(0, bench.LiveHandles);
    }

    [Fact]
    public async Task Find_V2_GivesTheConnection()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("finding.c", "VERSION2", Item(bench)));
        Assert.Single(await bench.FindAsync(FindBench.Request()));
        Assert.Equal(("0", "MODALITY"), (bench.Log.Report("remote-aet-code"), bench.Log.Report("remote-aet")));
        Assert.Equal(("0", "192.0.2.7"), (bench.Log.Report("remote-ip-code"), bench.Log.Report("remote-ip")));
        Assert.Equal(("0", "ARCHIVE"), (bench.Log.Report("called-aet-code"), bench.Log.Report("called-aet")));
    }

    [Theory]
    [InlineData(15, "15 (BadFileFormat)")]
    [InlineData(15, "15 (BadFileFormat)", "VERSION2")]
    [InlineData(-1, "-1 (InternalError)")]
    [InlineData(4242, "4242 (a code of its own)")]
    [InlineData(1000007, "1000007 (a code of its own)")]
    public async Task Find_CallbackReturnsError_FailsAndDropsAnswers(int code, string text, string version = "VERSION1")
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("finding.c", version, Item(bench), $"RESULT={code}"));
        var failure = await Assert.ThrowsAsync<DimseStatusException>(() => bench.FindAsync(FindBench.Request()));
        Assert.Equal(0xC000, failure.Status.Code);
        Assert.Contains(text, failure.Comment, StringComparison.Ordinal);
        Assert.Contains(bench.Log.Lines, l => l.Id.Id == 5032 && l.Text.EndsWith("1 answers are dropped", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("VERSION1")]
    [InlineData("VERSION2")]
    public async Task Find_CallbackThrows_EndsTheRequestAndNotTheServer(string version)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("finding_throwing.cpp", version));
        for (var i = 0; i < 3; i++)
        {
            var failure = await Assert.ThrowsAsync<DimseStatusException>(() => bench.FindAsync(FindBench.Request()));
            Assert.Equal(0xC000, failure.Status.Code);
            Assert.Contains("thrown in find", failure.InnerException?.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, bench.LiveHandles);
    }

    [Theory]
    [InlineData("VERSION1")]
    [InlineData("VERSION2")]
    public async Task Find_MarkIncomplete_KeepsAnswersAndSaysSo(string version)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("finding.c", version, Item(bench), "INCOMPLETE"));
        var request = FindBench.Request();
        Assert.Single(await bench.FindAsync(request));
        Assert.True(request.IsIncomplete);
        Assert.Equal("0", bench.Log.Report("incomplete"));
    }

    [Theory]
    [InlineData("VERSION1")]
    [InlineData("VERSION2")]
    public async Task Find_Misuse_GivesErrorCodes(string version)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("finding.c", version, "MISUSE"));
        Assert.Empty(await bench.FindAsync(FindBench.Request()));
        foreach (var name in (string[])["tag-past", "name-past", "value-past"])
            Assert.Equal("3", bench.Log.Report(name));
        foreach (var name in (string[])["size-null", "tag-null", "name-null", "query-null", "add-null"])
            Assert.Equal("35", bench.Log.Report(name));
        Assert.Equal(("15", "15"), (bench.Log.Report("add-garbage"), bench.Log.Report("add-nothing")));
        Assert.Equal(("1", "1"), (bench.Log.Report("query-wrong"), bench.Log.Report("add-wrong")));
        Assert.Equal("(null)", bench.Log.Report("text-after"));
    }

    [Theory]
    [InlineData("VERSION1")]
    [InlineData("VERSION2")]
    public async Task Find_WhileOneRuns_WaitsAndWorklistsGoOn(string version)
    {
        await using var bench = new PluginBench();
        var gate = Path.Combine(bench.Folder, "gate");
        await bench.LoadAsync(bench.Compile("finding.c", version, "WORKLIST_TOO", "BLOCK_ON=" + NativeCompiler.Literal(gate)));
        var finds = Enumerable.Range(0, 4).Select(_ => bench.FindAsync(FindBench.Request())).ToArray();
        await bench.Log.WaitForPluginLineAsync("blocked=1");

        // The worklist callback of the same plugin runs while its find callback does.
        var worklist = PluginBench.Request();
        Assert.Empty(await bench.AskAsync(worklist));
        Assert.True(worklist.IsIncomplete);
        Assert.All(finds, find => Assert.False(find.IsCompleted));
        Assert.Single(bench.Log.Reports("blocked"));
        File.WriteAllText(gate, "");
        await Task.WhenAll(finds);

        // One at a time: each ends before the next begins.
        var steps = bench.Log.Lines.Select(l => l.Text).Where(t => t.EndsWith("blocked=1", StringComparison.Ordinal)).ToArray();
        Assert.Equal(8, steps.Length);
        Assert.All(steps.Chunk(2), pair => Assert.Equal(["test-plugin: blocked=1", "test-plugin: unblocked=1"], pair));
    }

    [Theory]
    [InlineData("VERSION1")]
    [InlineData("VERSION2")]
    public async Task Find_CancelledWhileWaiting_NeverReachesThePlugin(string version)
    {
        await using var bench = new PluginBench();
        var gate = Path.Combine(bench.Folder, "gate");
        await bench.LoadAsync(bench.Compile("finding.c", version, "BLOCK_ON=" + NativeCompiler.Literal(gate)));
        var first = bench.FindAsync(FindBench.Request());
        await bench.Log.WaitForPluginLineAsync("blocked=1");
        using var cancel = new CancellationTokenSource();
        var waiting = bench.FindAsync(FindBench.Request(), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        File.WriteAllText(gate, "");
        await first;
        Assert.Single(bench.Log.Reports("blocked"));
    }

    [Theory]
    [InlineData("VERSION1")]
    [InlineData("VERSION2")]
    public async Task Stop_WhileFindRuns_WaitsForItsEnd(string version)
    {
        await using var bench = new PluginBench();
        var gate = Path.Combine(bench.Folder, "gate");
        var plugins = await bench.LoadAsync(bench.Compile("finding.c", version, "BLOCK_ON=" + NativeCompiler.Literal(gate)));
        using var cancel = new CancellationTokenSource();
        var running = bench.FindAsync(FindBench.Request(), cancel.Token);
        await bench.Log.WaitForPluginLineAsync("blocked=1");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        var stopping = plugins.StopAsync(TestContext.Current.CancellationToken);
        Assert.False(bench.Log.HasPluginLine("finalize"));
        File.WriteAllText(gate, "");
        await stopping;
        Assert.Equal(
            ["test-plugin: unblocked=1", "test-plugin: finalize"],
            bench.Log.Lines.Select(l => l.Text).Where(t => t is "test-plugin: unblocked=1" or "test-plugin: finalize"));
    }

    private static string Item(PluginBench bench) => "ITEM=" + NativeCompiler.Literal(bench.WriteItem("W01"));
}
