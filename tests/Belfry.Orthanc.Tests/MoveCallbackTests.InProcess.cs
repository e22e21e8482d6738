using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Orthanc.Tests;

/// <summary>What can be seen only where the library is in the process of the test.</summary>
public sealed partial class MoveCallbackTests
{
    [Fact]
    public async Task Move_V2ConnectionAfterTheCall_GivesAnErrorCode()
    {
        await using var bench = new PluginBench();
        var path = bench.Compile("moving.c", "VERSION2");
        await bench.LoadAsync(path);
        await bench.MoveAsync(MoveBench.Request());
        NativeExports.Call(path, "use_dead_handles");
        Assert.Equal("1", bench.Log.Report("dead-connection"));
    }
}
