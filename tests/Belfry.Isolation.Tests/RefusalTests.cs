using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Isolation.Tests;

/// <summary>What a plugin with a process of its own is not served, and what its operator is told of it.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task Register_WhatNeedsTheServersProcess_IsRefusedAndSaid()
    {
        await using var bench = new PluginBench();
        await bench.IsolateAsync();
        var plugins = await bench.LoadAsync(bench.Compile("asking.c", "CODES=1000,1003,1010,1014,3001,3005,49,8000,9000"));
        foreach (var code in (int[])[1000, 1003, 1010, 1014, 3001, 3005, 49, 8000, 9000])
            Assert.Equal(["2", "2"], bench.Log.Reports($"service-{code}"));
        Assert.Contains("REST callbacks from a process of its own", Assert.Single(plugins.Plugins).Unserved);
        Assert.Single(
            bench.Log.Lines,
            line => line.Text.EndsWith(
                "registers REST callbacks from a process of its own, which this server does not serve yet: its addresses are not served over HTTP",
                StringComparison.Ordinal));
    }
}
