namespace Belfry.Server.Tests;

public sealed class ChangeTests
{
    [Fact]
    public async Task Changes_Uploads_AreToldInPagesAndForgotten()
    {
        await using var bench = await RestBench.StartAsync();
        await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 2));

        var first = await bench.GetAsync("changes?limit=4");
        var rest = await bench.GetAsync($"changes?since={first.GetProperty("Last").GetInt64()}");

        Assert.Equal(
            ["NewInstance", "NewSeries", "NewStudy", "NewPatient"],
            first.GetProperty("Changes").EnumerateArray().Select(static change => change.GetProperty("ChangeType").GetString()));
        Assert.False(first.GetProperty("Done").GetBoolean());
        Assert.Equal("NewInstance", rest.GetProperty("Changes")[0].GetProperty("ChangeType").GetString());
        Assert.Equal(["ChangeType", "Date", "ID", "Path", "ResourceType", "Seq"], rest.GetProperty("Changes")[0].EnumerateObject().Select(static member => member.Name));
        Assert.Equal((400, 5), await bench.FailAsync(HttpMethod.Get, "changes?since=-1"));
        var latest = (await bench.GetAsync("changes?last")).GetProperty("Last").GetInt64();
        Assert.Equal(latest, (await bench.GetAsync("changes?since=9999999")).GetProperty("Last").GetInt64());
        using var cleared = await bench.Client.DeleteAsync("changes", TestContext.Current.CancellationToken);
        Assert.True(cleared.IsSuccessStatusCode);
        Assert.DoesNotContain(
            "NewInstance",
            (await bench.GetAsync("changes")).GetProperty("Changes").EnumerateArray().Select(static change => change.GetProperty("ChangeType").GetString()));
    }

    [Fact]
    public async Task Changes_OfTypesAndUpToAPlace_AreThoseAlone()
    {
        await using var bench = await RestBench.StartAsync(""", "UserMetadata" : { "mine" : 1024 }""");
        await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        await bench.UploadAsync(RestBench.Instance("P1", 2, 1, 1));
        await bench.UploadAsync(RestBench.Instance("P1", 2, 1, 2));
        await bench.SendAsync(HttpMethod.Put, $"studies/{(await bench.IdsAsync("studies"))[0]}/metadata/mine", "x");
        var all = (await bench.GetAsync("changes")).GetProperty("Changes").EnumerateArray().Select(static change => change.GetProperty("Seq").GetInt64()).ToList();

        Assert.Equal(["NewStudy", "NewStudy"], TypesOf(await bench.GetAsync("changes?type=NewStudy")));
        Assert.Equal(["NewPatient", "UpdatedMetadata"], TypesOf(await bench.GetAsync("changes?type=UpdatedMetadata;NewPatient;Deleted")));
        Assert.Equal(["NewStudy"], TypesOf(await bench.GetAsync("changes?type=NewStudy&limit=1")));
        Assert.Empty(TypesOf(await bench.GetAsync("changes?type=StableStudy")));
        Assert.Empty(TypesOf(await bench.GetAsync("changes?type=CompletedSeries")));
        Assert.Equal((400, 3), await bench.FailAsync(HttpMethod.Get, "changes?type=Nothing"));

        var last = await bench.GetAsync($"changes?to={all[^2]}&limit=2");
        Assert.Equal((all[^3], all[^2], false), (last.GetProperty("First").GetInt64(), last.GetProperty("Last").GetInt64(), last.GetProperty("Done").GetBoolean()));
        var between = await bench.GetAsync($"changes?since={all[0]}&to={all[2]}");
        Assert.Equal((all[1], all[2], true), (between.GetProperty("First").GetInt64(), between.GetProperty("Last").GetInt64(), between.GetProperty("Done").GetBoolean()));
        Assert.Equal(["Changes", "Done", "First", "Last"], between.EnumerateObject().Select(static member => member.Name));
    }

    private static IEnumerable<string?> TypesOf(System.Text.Json.JsonElement page) =>
        page.GetProperty("Changes").EnumerateArray().Select(static change => change.GetProperty("ChangeType").GetString());
}
