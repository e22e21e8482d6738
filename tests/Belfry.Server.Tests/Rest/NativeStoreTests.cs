namespace Belfry.Server.Tests;

/// <summary>What native plugins keep: values by keys, queues, properties.</summary>
public sealed class NativeStoreTests
{
    [Fact]
    public async Task Values_ByKeys_AreKeptReplacedAndListed()
    {
        await using var bench = await NativeRestBench.StartAsync("storing.c");
        await bench.SendAsync(HttpMethod.Put, "keeping/store/b", "two");
        await bench.SendAsync(HttpMethod.Put, "keeping/store/a", "one");
        await bench.SendAsync(HttpMethod.Put, "keeping/store/a", "another");
        await bench.SendAsync(HttpMethod.Put, "keeping/store/c", "three");
        await bench.SendAsync(HttpMethod.Delete, "keeping/store/c");
        await bench.SendAsync(HttpMethod.Delete, "keeping/store/nothing");
        Assert.Equal("another", await bench.GetAsync("keeping/store/a"));
        Assert.Equal((404, 17), await bench.Bench.FailAsync(HttpMethod.Get, "keeping/store/c"));
        Assert.Equal("a=another b=two ", await bench.GetAsync("keeping/list"));
        Assert.Equal(["0", "6", "0", "1"], new[] { "create", "too-early", "free", "freed" }.Select(bench.Log.Report));
        Assert.Equal(["0", "0"], bench.Log.Reports("delete"));
    }

    [Fact]
    public async Task Values_MoreThanAPortion_AreAllListed()
    {
        await using var bench = await NativeRestBench.StartAsync("storing.c");
        for (var i = 0; i < 150; i++)
            await bench.SendAsync(HttpMethod.Put, $"keeping/store/{i:000}", "x");
        Assert.Equal(string.Concat(Enumerable.Range(0, 150).Select(static i => $"{i:000}=x ")), await bench.GetAsync("keeping/list"));
    }

    [Fact]
    public async Task Queue_BothEnds_ReservedValuesAreNobodysElse()
    {
        await using var bench = await NativeRestBench.StartAsync("storing.c");
        foreach (var value in (string[])["1", "2", "3", "4"])
            await bench.SendAsync(HttpMethod.Post, "keeping/queue/in", value);
        Assert.Equal("4", await bench.GetAsync("keeping/queue/size"));
        Assert.Equal("4", await bench.GetAsync("keeping/queue/back"));
        Assert.Equal("1", await bench.GetAsync("keeping/queue/reserve"));
        Assert.Equal("2", await bench.GetAsync("keeping/queue/front"));
        Assert.Equal("2", await bench.GetAsync("keeping/queue/size"));
        var id = bench.Log.Report("reserved");
        Assert.Equal("", await bench.GetAsync($"keeping/queue/acknowledge?id={id}"));
        Assert.Equal((404, 17), await bench.Bench.FailAsync(HttpMethod.Get, $"keeping/queue/acknowledge?id={id}"));
        Assert.Equal("3", await bench.GetAsync("keeping/queue/front"));
        Assert.Equal((404, 17), await bench.Bench.FailAsync(HttpMethod.Get, "keeping/queue/front"));
    }

    [Fact]
    public async Task Property_SetOnce_IsThereInsteadOfTheDefault()
    {
        await using var bench = await NativeRestBench.StartAsync("storing.c");
        Assert.Equal("none", await bench.GetAsync("keeping/property"));
        await bench.SendAsync(HttpMethod.Put, "keeping/property", "");
        Assert.Equal("kept", await bench.GetAsync("keeping/property"));
    }
}
