namespace Belfry.Server.Tests;

public sealed class ModalityTests
{
    [Fact]
    public async Task Modalities_AsConfigured_AreShown()
    {
        await using var peer = await RestBench.StartAsync();
        await using var bench = await StartAsync(peer);

        Assert.Equal(["gone", "peer"], RestBench.Texts(await bench.GetAsync("modalities")));
        Assert.Equal("BELFRY", (await bench.GetAsync("modalities?expand")).GetProperty("peer").GetProperty("AET").GetString());
        var configuration = await bench.GetAsync("modalities/peer/configuration");
        Assert.Equal(peer.Server.DicomEndPoints[0].Port, configuration.GetProperty("Port").GetInt32());
        Assert.True(configuration.GetProperty("AllowFind").GetBoolean());
        Assert.Equal((404, 0), await bench.FailAsync(HttpMethod.Get, "modalities/nobody"));
        Assert.Equal((404, 7), await bench.FailAsync(HttpMethod.Get, "modalities/nobody/configuration"));
    }

    [Fact]
    public async Task Echo_ThereAndNotThere_TellsSo()
    {
        await using var peer = await RestBench.StartAsync();
        await using var bench = await StartAsync(peer);

        Assert.Empty((await bench.PostAsync("modalities/peer/echo", "")).EnumerateObject());
        Assert.Equal((500, 9), await bench.FailAsync(HttpMethod.Post, "modalities/gone/echo", "{ \"Timeout\" : 5 }"));
        Assert.Equal((404, 7), await bench.FailAsync(HttpMethod.Post, "modalities/nobody/echo", ""));
        Assert.Equal((400, 15), await bench.FailAsync(HttpMethod.Post, "modalities/peer/echo", "[]"));
        Assert.Equal((405, 0), await bench.FailAsync(HttpMethod.Get, "modalities/peer/echo"));
    }

    [Fact]
    public async Task Query_AModality_KeepsItsAnswers()
    {
        await using var peer = await RestBench.StartAsync(""", "DicomAlwaysAllowFind" : true""");
        await peer.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        await peer.UploadAsync(RestBench.Instance("P2", 2, 1, 1));
        await using var bench = await StartAsync(peer);

        var query = await bench.PostAsync("modalities/peer/query", """{ "Level" : "Study", "Query" : { "PatientName" : "P1*", "StudyDescription" : "", "SeriesDescription" : "" } }""");
        var path = query.GetProperty("Path").GetString() ?? "";

        Assert.Equal(["answers", "level", "modality", "query", "retrieve"], RestBench.Texts(await bench.GetAsync(path)));
        Assert.Equal("Study", await bench.Client.GetStringAsync(path + "/level", TestContext.Current.CancellationToken));
        Assert.Equal(["0"], RestBench.Texts(await bench.GetAsync(path + "/answers")));
        var answer = await bench.GetAsync(path + "/answers/0/content?simplify");
        Assert.Equal("Étude 1", answer.GetProperty("StudyDescription").GetString());
        Assert.Equal("ACC-1", answer.GetProperty("AccessionNumber").GetString());
        Assert.Equal("1.2.1", answer.GetProperty("StudyInstanceUID").GetString());
        Assert.False(answer.TryGetProperty("SeriesDescription", out _));
        Assert.Equal("P1*", (await bench.GetAsync(path + "/query?short")).GetProperty("0010,0010").GetString());
        Assert.False((await bench.GetAsync(path + "/query?short")).TryGetProperty("0008,0005", out _));
        Assert.Equal((400, 3), await bench.FailAsync(HttpMethod.Get, path + "/answers/1/content"));
        Assert.Equal((400, 5), await bench.FailAsync(HttpMethod.Get, path + "/answers/first/content"));
        Assert.True((await bench.Client.DeleteAsync(path, TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        Assert.Equal((404, 17), await bench.FailAsync(HttpMethod.Get, path));
    }

    [Fact]
    public async Task Query_MoreThanAreKept_TheOldestMakesWay()
    {
        await using var peer = await RestBench.StartAsync(""", "DicomAlwaysAllowFind" : true""");
        await using var bench = await StartAsync(peer, """, "QueryRetrieveSize" : 2""");
        List<string> made = [];
        for (var i = 0; i < 3; i++)
            made.Add((await bench.PostAsync("modalities/peer/query", """{ "Level" : "Patient" }""")).GetProperty("ID").GetString() ?? "");

        Assert.Equal(made.Skip(1), RestBench.Texts(await bench.GetAsync("queries")));
    }

    [Theory]
    [InlineData("""{ "Query" : { } }""", 400, 15)]
    [InlineData("""{ "Level" : "Galaxy" }""", 400, 3)]
    [InlineData("""{ "Level" : "Study", "Query" : { "NoSuchTag" : "" } }""", 400, 15)]
    [InlineData("""{ "Level" : "Study", "Query" : { "PatientID" : 5 } }""", 400, 15)]
    [InlineData("""{ "Level" : "Study", "Query" : "x" }""", 400, 15)]
    [InlineData("""{ "Level" : "Study" }""", 422, 9)]
    public async Task Query_WrongOrRefused_GetsItsError(string body, int http, int code)
    {
        await using var peer = await RestBench.StartAsync();
        await using var bench = await StartAsync(peer);

        Assert.Equal((http, code), await bench.FailAsync(HttpMethod.Post, "modalities/peer/query", body));
    }

    [Fact]
    public async Task FindWorklist_WhereNoneIsServed_SaysThatThePeerDoesNot()
    {
        await using var peer = await RestBench.StartAsync();
        await using var bench = await StartAsync(peer);

        Assert.Equal((500, 2016), await bench.FailAsync(HttpMethod.Post, "modalities/peer/find-worklist", """{ "PatientID" : "" }"""));
    }

    // "gone" is a port that nobody listens on: that of a server which has ended.
    private static async Task<RestBench> StartAsync(RestBench peer, string more = "")
    {
        int free;
        await using (var ended = await RestBench.StartAsync())
            free = ended.Server.DicomEndPoints[0].Port;
        return await RestBench.StartAsync(
            $$""", "DicomModalities" : { "peer" : ["BELFRY", "127.0.0.1", {{peer.Server.DicomEndPoints[0].Port}}], "gone" : ["GONE", "127.0.0.1", {{free}}] } {{more}}""");
    }
}
