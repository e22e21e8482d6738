using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Orthanc.Tests;

/// <summary>What can be seen only where the library is in the process of the test.</summary>
public sealed partial class WorklistCallbackTests
{
    [Fact]
    public async Task Ask_HandlesAfterTheCallback_GiveErrorCodes()
    {
        await using var bench = new PluginBench();
        var path = bench.Compile("keeping.c");
        await bench.LoadAsync(path);
        Assert.Empty(await bench.AskAsync(PluginBench.Request()));
        NativeExports.Call(path, "use_dead_handles");
        foreach (var name in (string[])["dead-add", "dead-incomplete", "dead-match", "dead-query", "dead-connection", "never-alive"])
            Assert.Equal("1", bench.Log.Report(name));
    }
}
