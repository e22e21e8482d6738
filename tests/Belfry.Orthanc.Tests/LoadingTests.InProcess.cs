using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Orthanc.Tests;

/// <summary>What can be seen only where the library is in the process of the test.</summary>
public sealed partial class LoadingTests
{
    [Fact]
    public async Task Register_AfterTheStart_SucceedsAndHasNoEffect()
    {
        await using var bench = new PluginBench();
        var path = bench.Compile("registering.c", "NOTHING");
        var plugins = await bench.LoadAsync(path);
        Assert.Null(plugins.WorklistHandler);
        Assert.Equal(0, NativeExports.CallForNumber(path, "register_late"));
        Assert.Null(plugins.WorklistHandler);
        Assert.Empty(plugins.Plugins[0].Callbacks);
        Assert.Equal(1, NativeExports.CallForNumber(path, "register_late"));
    }

    [Fact]
    public async Task Stop_Plugins_FinalisesInOrderAndOnce()
    {
        await using var bench = new PluginBench();
        var plugins = await bench.LoadAsync(
            bench.Compile("registering.c", "PLUGIN_NAME=\"b\""), bench.Compile("registering.c", "PLUGIN_NAME=\"a\""));
        await plugins.StopAsync(TestContext.Current.CancellationToken);
        await plugins.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            ["b: finalize", "a: finalize"],
            bench.Log.Lines.Select(l => l.Text).Where(t => t.EndsWith("finalize", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Load_CancelledWhileAPluginInitialises_FinalisesTheOthersAndDoesNotWait()
    {
        await using var bench = new PluginBench();
        var gate = Path.Combine(bench.Folder, "gate");
        using var stop = new CancellationTokenSource();
        var loading = bench.LoadUntilAsync(
            stop.Token, bench.Compile("registering.c", "PLUGIN_NAME=\"first\""), bench.Compile("failing.c", "PLUGIN_NAME=\"slow\"", "RESULT=0", "BLOCK_ON=" + NativeCompiler.Literal(gate)));
        await bench.Log.WaitForPluginLineAsync("initialize");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loading);
        Assert.Contains(bench.Log.Lines, static line => line.Id.Id == 5009 && line.Text.Contains("'slow'", StringComparison.Ordinal));
        Assert.True(bench.Log.HasPluginLine("finalize"));
        File.WriteAllText(gate, "");
    }
}
