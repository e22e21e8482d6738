using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Orthanc.Tests;

/// <summary>What can be seen only where the library is in the process of the test.</summary>
public sealed partial class CommitmentFactoryTests
{
    [Fact]
    public async Task Register_AfterTheStart_HasItsEffect()
    {
        await using var bench = new PluginBench();
        var path = bench.Compile("committing.c", "FACTORIES=0");
        var plugins = await bench.LoadAsync(path);
        Assert.Equal(0, NativeExports.CallForNumber(path, "register_late_factory"));
        Assert.Equal(["storage commitment (v1)"], plugins.Plugins[0].Callbacks);
        Assert.Equal([("1.1.0", null)], await bench.CommitAsync(CommitmentBench.Request("1.2.3", "1.1.0")));
    }

    [Fact]
    public async Task Begin_V2ConnectionAfterTheCall_GivesAnErrorCode()
    {
        await using var bench = new PluginBench();
        var path = bench.Compile("committing.c", "FIRST_VERSION=2");
        await bench.LoadAsync(path);
        await using var commitment = await bench.BeginAsync(CommitmentBench.Request("1.2.3", "1.1.0"));
        NativeExports.Call(path, "use_dead_connection");
        Assert.Equal("1", bench.Log.Report("dead-connection"));
    }
}
