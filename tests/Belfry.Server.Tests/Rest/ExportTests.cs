namespace Belfry.Server.Tests;

/// <summary>Group K of the REST surface: exports.</summary>
public sealed class ExportTests
{
    [Fact]
    public async Task Exports_WhatWasSent_IsToldUntilItIsForgotten()
    {
        await using var both = await PeerBench.StartAsync(""", "LogExportedResources" : true""");
        await both.Bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        foreach (var level in (string[])["patients", "studies", "series", "instances"])
            await both.Bench.PostAsync("modalities/peer/store", (await both.Bench.IdsAsync(level))[0]);

        var exports = await both.Bench.GetAsync("exports");
        Assert.Equal((true, 4), (exports.GetProperty("Done").GetBoolean(), exports.GetProperty("Last").GetInt32()));
        Assert.Equal(["Patient", "Study", "Series", "Instance"], exports.GetProperty("Exports").EnumerateArray().Select(one => one.GetProperty("ResourceType").GetString()));
        Assert.Equal([7, 8, 9, 10], exports.GetProperty("Exports").EnumerateArray().Select(one => one.EnumerateObject().Count()));
        var last = (await both.Bench.GetAsync("exports?last")).GetProperty("Exports")[0];
        Assert.Equal(("peer", "P1", "1.2.1.1.1", 4), (
            last.GetProperty("RemoteModality").GetString(), last.GetProperty("PatientID").GetString(), last.GetProperty("SOPInstanceUID").GetString(), last.GetProperty("Seq").GetInt32()));
        var part = await both.Bench.GetAsync("exports?since=1&limit=2");
        Assert.Equal((false, 3), (part.GetProperty("Done").GetBoolean(), part.GetProperty("Last").GetInt32()));
        Assert.Equal((400, 5), await both.Bench.FailAsync(HttpMethod.Get, "exports?since=x"));

        Assert.Equal((200, ""), await both.Bench.SendAsync(HttpMethod.Delete, "exports"));
        Assert.Equal(0, (await both.Bench.GetAsync("exports")).GetProperty("Exports").GetArrayLength());
    }

    [Fact]
    public async Task Exports_NotWanted_AreNone()
    {
        await using var both = await PeerBench.StartAsync();
        await both.Bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        await both.Bench.PostAsync("modalities/peer/store", (await both.Bench.IdsAsync("studies"))[0]);
        Assert.Equal(0, (await both.Bench.GetAsync("exports")).GetProperty("Exports").GetArrayLength());
    }
}
