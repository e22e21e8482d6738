using Belfry.Orthanc.Tests.Plugins;
using Belfry.Sdk;

namespace Belfry.Orthanc.Tests;

/// <summary>Registration of find and move callbacks: one of each in the server.</summary>
public sealed partial class CallbackSlotTests
{
    [Fact]
    public async Task Register_SecondCallback_IsRefusedWhoeverAsks()
    {
        await using var bench = new PluginBench();
        var plugins = await bench.LoadAsync(
            bench.Compile("slots.c", "PLUGIN_NAME=\"one\"", "NULL_FIRST"), bench.Compile("slots.c", "PLUGIN_NAME=\"two\""));
        Assert.Equal(("0", "0"), (bench.Log.Report("null-find-v1"), bench.Log.Report("null-find-v2")));
        Assert.Equal(["0", "1"], bench.Log.Reports("find-v2"));
        Assert.Equal(["1", "1"], bench.Log.Reports("find-v1"));
        Assert.Equal(["1", "1"], bench.Log.Reports("find-v2-again"));
        Assert.Equal(["0", "1"], bench.Log.Reports("move-v2"));
        Assert.Equal(["1", "1"], bench.Log.Reports("move-v1"));
        Assert.Equal(["find (v2)", "move (v2)"], plugins.Plugins[0].Callbacks);
        Assert.Empty(plugins.Plugins[1].Callbacks);
        Assert.Empty(await bench.FindAsync(FindBench.Request()));
        Assert.True(bench.Log.HasPluginLine("find-v2"));
    }

    [Fact]
    public async Task Register_FamiliesOfOnePlugin_KeepTheirOwnSlots()
    {
        await using var bench = new PluginBench();
        var plugins = await bench.LoadAsync(bench.Compile("finding.c", "WORKLIST_TOO"));
        Assert.Equal(("0", "0"), (bench.Log.Report("register"), bench.Log.Report("register-worklist")));
        Assert.Equal(["worklist (v1)", "find (v1)"], Assert.Single(plugins.Plugins).Callbacks);
        Assert.Null(plugins.RetrieveHandler);
    }

    [Theory]
    [InlineData("CALLBACK=NULL")]
    [InlineData("GET_SIZE=NULL")]
    [InlineData("APPLY=NULL")]
    [InlineData("RELEASE=NULL")]
    [InlineData("CALLBACK=NULL", "VERSION2")]
    [InlineData("RELEASE=NULL", "VERSION2")]
    public async Task Register_MoveWithNullFunction_FailsEveryRequest(string definition, string version = "VERSION1")
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c", version, definition));
        Assert.Equal("0", bench.Log.Report("register"));
        for (var i = 0; i < 2; i++)
        {
            var failure = await Assert.ThrowsAsync<DimseStatusException>(() => bench.MoveAsync(MoveBench.Request()));
            Assert.Equal(0xC000, failure.Status.Code);
        }

        Assert.Empty(bench.Log.Reports("level"));
    }
}
