using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Orthanc.Tests;

/// <summary>What can be seen only where the library is in the process of the test.</summary>
public sealed partial class CallbackSlotTests
{
    [Fact]
    public async Task Register_AfterTheStart_SucceedsAndHasNoEffect()
    {
        await using var bench = new PluginBench();
        var path = bench.Compile("slots.c", "NOTHING");
        var plugins = await bench.LoadAsync(path);
        Assert.Equal(0, NativeExports.CallForNumber(path, "register_late_find"));
        Assert.Equal(0, NativeExports.CallForNumber(path, "register_late_move"));
        Assert.Null(plugins.FindHandler);
        Assert.Null(plugins.RetrieveHandler);
        Assert.Empty(plugins.Plugins[0].Callbacks);
        Assert.Equal(1, NativeExports.CallForNumber(path, "register_late_find"));
        Assert.Equal(1, NativeExports.CallForNumber(path, "register_late_move"));
    }
}
