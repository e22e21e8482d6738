using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Orthanc.Tests;

/// <summary>What can be seen only where the library is in the process of the test.</summary>
public sealed partial class CommitmentLifeTests
{
    [Fact]
    public async Task Answer_PausedDuringALookup_EndsAtOnceAndTakesItsAnswerLater()
    {
        await using var bench = new PluginBench();
        var gate = Path.Combine(bench.Folder, "gate");
        await bench.LoadAsync(bench.Compile("committing.c", "REPORT_LOOKUPS", "BLOCK_LOOKUP_ON=" + NativeCompiler.Literal(gate)));
        var request = CommitmentBench.Request("1.2.3", "1.3.1", "1.1.2");
        var commitment = await bench.BeginAsync(request);
        using var pause = new CancellationTokenSource();
        var answering = commitment.AnswerAllAsync(request.References, pause.Token);
        await bench.Log.WaitForPluginLineAsync("lookup-blocked=1");
        await pause.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
        var again = commitment.AnswerAllAsync(request.References);
        Assert.False(again.IsCompleted);
        File.WriteAllText(gate, "");
        Assert.Equal(request.References, (await again).Select(a => a.Instance));
        Assert.Equal(2, bench.Log.Reports("looked").Count);
        await commitment.DisposeAsync();
        Assert.Equal("1.2.3 2", bench.Log.Report("destroyed"));
    }

    [Fact]
    public async Task Answer_CancelledDuringALookup_BeginsNoOtherAndDestroysAfterIt()
    {
        await using var bench = new PluginBench();
        var gate = Path.Combine(bench.Folder, "gate");
        var plugins = await bench.LoadAsync(bench.Compile("committing.c", "BLOCK_LOOKUP_ON=" + NativeCompiler.Literal(gate)));
        var request = CommitmentBench.Request("1.2.3", "1.1.0", "1.3.1", "1.1.0.1");
        var commitment = await bench.BeginAsync(request);
        using var cancel = new CancellationTokenSource();
        var answering = commitment.AnswerAllAsync(request.References, cancel.Token);
        await bench.Log.WaitForPluginLineAsync("lookup-blocked=1");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);

        // The job ends, though the lookup goes on: its handler is destroyed when it has returned, and finalisation waits for that.
        await commitment.DisposeAsync();
        var stopping = plugins.StopAsync(TestContext.Current.CancellationToken);
        Assert.Empty(bench.Log.Reports("destroyed"));
        Assert.False(stopping.IsCompleted);
        File.WriteAllText(gate, "");
        await stopping;
        Assert.Equal(["destroyed=1.2.3 2", "finalize"], LastLines(bench));
    }
}
