using System.Text.Json;
using Belfry.Server.Tests.Processes;

namespace Belfry.Server.Tests.Plugins;

/// <summary>What the console is told of plugins: kind, isolation, the last error, time per callback.</summary>
public sealed class PluginObservationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Managed_RouteThatFails_IsItsLastErrorAndTimed()
    {
        await using var bench = await RestBench.StartAsync($", \"Steered\" : {{ \"Behaviour\" : \"answer\" }}, \"Plugins\" : {JsonSerializer.Serialize(new[] { TestPlugins.Steered })}");
        await bench.Client.GetStringAsync("managed/hello/Ada", Token);
        var before = await PluginAsync(bench, "rest");
        Assert.False(before.TryGetProperty("lastError", out _));
        Assert.Equal(("managed", false), (before.GetProperty("kind").GetString(), before.GetProperty("isolated").GetBoolean()));
        Assert.Contains("REST", RestBench.Texts(before.GetProperty("callbacks")));

        Assert.Equal((500, -1), await bench.FailAsync(HttpMethod.Get, "managed/faulty"));
        var after = await PluginAsync(bench, "rest");
        Assert.Contains("InvalidOperationException: A fault of the plugin.", after.GetProperty("lastError").GetString(), StringComparison.Ordinal);
        Assert.True(after.TryGetProperty("lastErrorAt", out _));
        Assert.False((await PluginAsync(bench, "steered")).TryGetProperty("lastError", out _));
        Assert.Contains(("REST", "Belfry.TestPlugins.RestPlugin"), await TimedAsync(bench));
        Assert.Contains(("filter of REST", "Belfry.TestPlugins.RestPlugin"), await TimedAsync(bench));
    }

    [Fact]
    public async Task Native_CallbackThatThrows_IsItsLastErrorAndTimedByItsName()
    {
        await using var native = await NativeRestBench.StartAsync("rest_throwing.cpp");
        Assert.Equal((500, 1), await native.Bench.FailAsync(HttpMethod.Get, "throw"));
        var plugin = await PluginAsync(native.Bench, "test-plugin");
        Assert.Equal("native", plugin.GetProperty("kind").GetString());
        Assert.Contains("let a C++ exception out", plugin.GetProperty("lastError").GetString(), StringComparison.Ordinal);
        Assert.Contains(("REST", "test-plugin"), await TimedAsync(native.Bench));
    }

    private static async Task<JsonElement> PluginAsync(RestBench bench, string name) =>
        (await bench.GetAsync("console/api/plugins")).EnumerateArray().Single(plugin => plugin.GetProperty("name").GetString() == name);

    private static async Task<IEnumerable<(string? Service, string? Handler)>> TimedAsync(RestBench bench) =>
        (await bench.GetAsync("console/api/health")).GetProperty("metrics").EnumerateArray()
            .Single(static family => family.GetProperty("name").GetString() == "belfry_callbacks_duration_seconds")
            .GetProperty("series").EnumerateArray()
            .Select(static series => series.GetProperty("tags"))
            .Select(static tags => (tags.GetProperty("service").GetString(), tags.GetProperty("handler").GetString()));
}
