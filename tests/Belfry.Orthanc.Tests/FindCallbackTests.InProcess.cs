using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Orthanc.Tests;

/// <summary>What can be seen only where the library is in the process of the test.</summary>
public sealed partial class FindCallbackTests
{
    [Fact]
    public async Task Find_HandlesAfterTheCallback_GiveErrorCodes()
    {
        await using var bench = new PluginBench();
        var path = bench.Compile("finding.c", "KEEP");
        await bench.LoadAsync(path);
        Assert.Empty(await bench.FindAsync(FindBench.Request()));
        NativeExports.Call(path, "use_dead_handles");
        foreach (var name in (string[])["dead-size", "dead-tag", "dead-name", "dead-value", "dead-add", "dead-incomplete"])
            Assert.Equal("1", bench.Log.Report(name));
    }
}
