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
        using var cleared = await bench.Client.DeleteAsync("changes", TestContext.Current.CancellationToken);
        Assert.True(cleared.IsSuccessStatusCode);
        Assert.DoesNotContain(
            "NewInstance",
            (await bench.GetAsync("changes")).GetProperty("Changes").EnumerateArray().Select(static change => change.GetProperty("ChangeType").GetString()));
    }
}
