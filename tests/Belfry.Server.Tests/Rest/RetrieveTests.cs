using System.Text.Json;

namespace Belfry.Server.Tests;

/// <summary>Groups H and I of the REST surface: retrieving from modalities, and queries that are answered at once.</summary>
public sealed class RetrieveTests
{
    private static readonly HttpMethod _post = HttpMethod.Post;

    [Theory]
    [InlineData("Patient", "")]
    [InlineData("Study", "BELFRY")]
    [InlineData("Series", "{ \"TargetAet\" : \"BELFRY\" }")]
    [InlineData("Instance", "{ \"Simplify\" : true }")]
    [InlineData("Study", "{ \"RetrieveMethod\" : \"C-GET\" }")]
    [InlineData("Series", "{ \"RetrieveMethod\" : \"C-GET\", \"Asynchronous\" : true }")]
    public async Task Retrieve_TheAnswersOfAQuery_BringsThem(string level, string body)
    {
        await using var both = await StartAsync();
        await both.Peer.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        await both.Peer.UploadAsync(RestBench.Instance("P2", 2, 1, 1));
        var path = (await both.Bench.PostAsync("modalities/peer/query", $$"""{ "Level" : "{{level}}", "Query" : { "PatientID" : "P1" } }""")).GetProperty("Path").GetString();

        var content = await both.Bench.PostAsync(path + "/retrieve", body);
        if (content.TryGetProperty("ID", out var id))
            content = (await both.Bench.EndOfJobAsync(id.GetString() ?? "")).GetProperty("Content");

        Assert.Equal(["P1"], (await both.Bench.GetAsync("patients?expand")).EnumerateArray().Select(one => one.GetProperty("MainDicomTags").GetProperty("PatientID").GetString()));
        var isGet = body.Contains("C-GET", StringComparison.Ordinal);
        Assert.Equal(("REST API", "BELFRY", "PEER"), (
            content.GetProperty("Description").GetString(), content.GetProperty("LocalAet").GetString(), content.GetProperty("RemoteAet").GetString()));
        Assert.Equal(isGet ? null : "BELFRY", content.TryGetProperty("TargetAet", out var target) ? target.GetString() : null);
        var entity = content.GetProperty("Query")[0];
        var spelled = body.Contains("Simplify", StringComparison.Ordinal);
        Assert.Equal("P1", entity.GetProperty(spelled ? "PatientID" : "0010,0020").GetString());
        Assert.Equal(level == "Instance" ? "IMAGE" : level.ToUpperInvariant(), entity.GetProperty(spelled ? "QueryRetrieveLevel" : "0008,0052").GetString());
        var detail = content.GetProperty("Details")[0];
        Assert.Equal(0, detail.GetProperty("DimseErrorStatus").GetInt32());
        Assert.Equal(isGet ? await both.Bench.IdsAsync("instances") : [], RestBench.Texts(detail.GetProperty("ReceivedInstancesIds")));
        var job = (await both.Bench.GetAsync("jobs?expand"))[0];
        Assert.Equal((isGet ? "DicomGetScu" : "DicomMoveScu", "Success"), (job.GetProperty("Type").GetString(), job.GetProperty("State").GetString()));
    }

    [Fact]
    public async Task Retrieve_OneAnswer_BringsThatAlone()
    {
        await using var both = await StartAsync(""", "DicomDefaultRetrieveMethod" : "C-GET" """);
        await both.Peer.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        await both.Peer.UploadAsync(RestBench.Instance("P1", 2, 1, 1));
        var path = (await both.Bench.PostAsync("modalities/peer/query", """{ "Level" : "Study", "Query" : { "StudyDate" : "20260102" } }""")).GetProperty("Path").GetString();

        Assert.Equal(["content", "query-instances", "query-series", "retrieve"], RestBench.Texts(await both.Bench.GetAsync(path + "/answers/0")));
        await both.Bench.PostAsync(path + "/answers/0/retrieve", "");

        Assert.Equal("1.2.2", (await both.Bench.GetAsync("studies?expand"))[0].GetProperty("MainDicomTags").GetProperty("StudyInstanceUID").GetString());
        Assert.Single(await both.Bench.IdsAsync("studies"));
        Assert.Equal((400, 3), await both.Bench.FailAsync(_post, path + "/answers/1/retrieve", ""));
        Assert.Equal((400, 3), await both.Bench.FailAsync(_post, path + "/retrieve", """{ "RetrieveMethod" : "C-STORE" }"""));
        Assert.Equal((400, 8), await both.Bench.FailAsync(_post, path + "/retrieve", "A title that is far too long"));
        Assert.Equal((405, 0), await both.Bench.FailAsync(HttpMethod.Get, path + "/retrieve"));
        Assert.Equal((404, 17), await both.Bench.FailAsync(_post, "queries/nothing/retrieve", ""));
    }

    [Fact]
    public async Task QueryBelow_AnAnswer_AsksForItsParts()
    {
        await using var both = await StartAsync();
        await both.Peer.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        await both.Peer.UploadAsync(RestBench.Instance("P1", 1, 2, 1));
        await both.Peer.UploadAsync(RestBench.Instance("P2", 2, 1, 1));
        var path = (await both.Bench.PostAsync("modalities/peer/query", """{ "Level" : "Patient", "Query" : { "PatientID" : "P1" } }""")).GetProperty("Path").GetString();

        var studies = (await both.Bench.PostAsync(path + "/answers/0/query-studies", """{ "Query" : { "StudyDescription" : "" } }""")).GetProperty("Path").GetString();
        Assert.Equal("Étude 1", (await both.Bench.GetAsync(studies + "/answers/0/content?simplify")).GetProperty("StudyDescription").GetString());
        var series = (await both.Bench.PostAsync(studies + "/answers/0/query-series", "{ }")).GetProperty("Path").GetString();
        Assert.Equal(["0", "1"], RestBench.Texts(await both.Bench.GetAsync(series + "/answers")));
        var instances = (await both.Bench.PostAsync(series + "/answers/0/query-instances", "{ }")).GetProperty("Path").GetString();
        Assert.Equal(["0"], RestBench.Texts(await both.Bench.GetAsync(instances + "/answers")));
        Assert.Equal("Instance", (await both.Bench.SendAsync(HttpMethod.Get, instances + "/level")).Text);
        Assert.Equal((404, 17), await both.Bench.FailAsync(_post, series + "/answers/0/query-studies", "{ }"));
        Assert.Equal((400, 15), await both.Bench.FailAsync(_post, series + "/answers/0/query-instances", ""));
        Assert.Equal((400, 15), await both.Bench.FailAsync(_post, series + "/answers/0/query-instances", """{ "Query" : { "Nothing" : "" } }"""));
    }

    [Fact]
    public async Task Move_Resources_BringsThem()
    {
        await using var both = await StartAsync();
        await both.Peer.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        await both.Peer.UploadAsync(RestBench.Instance("P1", 2, 1, 1));

        var content = await both.Bench.PostAsync(
            "modalities/peer/move", """{ "Level" : "Study", "Resources" : [{ "StudyInstanceUID" : "1.2.1" }, { "0020,000d" : "1.2.2" }], "LocalAet" : "OTHER", "TargetAet" : "BELFRY" }""");

        Assert.Equal(2, (await both.Bench.IdsAsync("studies")).Count);
        Assert.Equal("OTHER", content.GetProperty("LocalAet").GetString());
        Assert.Equal(["1.2.1", "1.2.2"], content.GetProperty("Query").EnumerateArray().Select(one => one.GetProperty("0020,000d").GetString()));
        Assert.Equal(2, content.GetProperty("Details").GetArrayLength());
        Assert.Equal(0, (await both.Bench.PostAsync("modalities/peer/move", """{ "Level" : "Study", "Resources" : [] }""")).GetProperty("Query").GetArrayLength());
    }

    [Fact]
    public async Task Get_Resources_KeepsThemAsIfTheyHadBeenSent()
    {
        await using var both = await StartAsync();
        var id = (await both.Peer.UploadAsync(RestBench.Instance("P1", 1, 1, 1))).GetProperty("ID").GetString() ?? "";

        var content = await both.Bench.PostAsync(
            "modalities/peer/get", """{ "Level" : "Study", "Resources" : [{ "StudyInstanceUID" : "1.2.1", "SOPClassesInStudy" : "1.2.840.10008.5.1.4.1.1.7" }] }""");

        Assert.Equal([id], RestBench.Texts(content.GetProperty("Details")[0].GetProperty("ReceivedInstancesIds")));
        Assert.Equal(("DicomProtocol", "PEER", "BELFRY"), (
            (await both.Bench.SendAsync(HttpMethod.Get, $"instances/{id}/metadata/Origin")).Text,
            (await both.Bench.SendAsync(HttpMethod.Get, $"instances/{id}/metadata/RemoteAET")).Text,
            (await both.Bench.SendAsync(HttpMethod.Get, $"instances/{id}/metadata/CalledAET")).Text));
    }

    [Fact]
    public async Task Move_WrongOrRefused_GetsItsError()
    {
        (string Path, string Body, int Http, int Code)[] wrong =
        [
            ("peer/move", "{ \"Level\" : \"Study\" }", 400, 15),
            ("peer/move", "{ \"Resources\" : [] }", 400, 15),
            ("peer/move", "[]", 400, 15),
            ("peer/move", "", 400, 15),
            ("peer/move", "{ \"Level\" : \"Galaxy\", \"Resources\" : [] }", 400, 3),
            ("peer/move", "{ \"Level\" : \"Series\", \"Resources\" : [{ \"StudyInstanceUID\" : \"1.2.1\" }] }", 400, 8),
            ("peer/move", "{ \"Level\" : \"Study\", \"Resources\" : [{ \"StudyInstanceUID\" : 5 }] }", 400, 15),
            ("peer/move", "{ \"Level\" : \"Study\", \"Resources\" : [{ \"StudyInstanceUID\" : \"1.2.1\" }], \"TargetAet\" : \"NOBODY\" }", 422, 9),
            ("gone/move", "{ \"Level\" : \"Study\", \"Resources\" : [{ \"StudyInstanceUID\" : \"1.2.1\" }] }", 500, 9),
            ("gone/get", "{ \"Level\" : \"Study\", \"Resources\" : [{ \"StudyInstanceUID\" : \"1.2.1\" }] }", 500, 9),
            ("nobody/get", "{ }", 404, 7),
        ];
        await using var both = await StartAsync();
        foreach (var (path, body, http, code) in wrong)
            Assert.Equal((body, (http, code)), (body, await both.Bench.FailAsync(_post, $"modalities/{path}", body)));
        var (_, text) = await both.Bench.SendAsync(
            _post, "modalities/peer/move", """{ "Level" : "Study", "Resources" : [{ "StudyInstanceUID" : "1.2.1" }], "TargetAet" : "NOBODY" }""");
        Assert.EndsWith("0xa801", JsonDocument.Parse(text).RootElement.GetProperty("Details").GetString());
    }

    [Fact]
    public async Task Find_AtEachLevel_AnswersAtOnce()
    {
        await using var both = await StartAsync();
        await both.Peer.UploadAsync(RestBench.Instance("PAT1", 1, 1, 1));
        await both.Peer.UploadAsync(RestBench.Instance("PAT2", 2, 1, 1));

        var patients = await both.Bench.PostAsync("modalities/peer/find-patient", """{ "PatientID" : "PAT1" }""");
        Assert.Equal("PAT1^Ärztin", patients[0].GetProperty("PatientName").GetString());
        var studies = await both.Bench.PostAsync("modalities/peer/find-study", """{ "PatientID" : "PAT1" }""");
        Assert.Equal(("ACC-1", "Étude 1"), (studies[0].GetProperty("AccessionNumber").GetString(), studies[0].GetProperty("StudyDescription").GetString()));
        var series = await both.Bench.PostAsync("modalities/peer/find-series", """{ "PatientID" : "PAT1", "StudyInstanceUID" : "1.2.1" }""");
        Assert.Equal("CT", series[0].GetProperty("Modality").GetString());
        var instances = await both.Bench.PostAsync(
            "modalities/peer/find-instance", """{ "PatientID" : "PAT1", "StudyInstanceUID" : "1.2.1", "SeriesInstanceUID" : "1.2.1.1" }""");
        Assert.Equal("1.2.1.1.1", instances[0].GetProperty("SOPInstanceUID").GetString());
        var tree = await both.Bench.PostAsync("modalities/peer/find", """{ "PatientID" : "PAT2" }""");
        Assert.Equal("1.2.2.1", tree[0].GetProperty("Studies")[0].GetProperty("Series")[0].GetProperty("SeriesInstanceUID").GetString());

        Assert.Equal((400, 0), await both.Bench.FailAsync(_post, "modalities/peer/find-study", "{ }"));
        Assert.Equal((400, 0), await both.Bench.FailAsync(_post, "modalities/peer/find-series", """{ "PatientID" : "PAT1" }"""));
        Assert.Equal((400, 15), await both.Bench.FailAsync(_post, "modalities/peer/find-patient", "nothing"));
        Assert.Equal((500, 9), await both.Bench.FailAsync(_post, "modalities/gone/find-patient", "{ }"));
    }

    // The peer is told whom it may send to, as an operator would.
    private static async Task<PeerBench> StartAsync(string more = "")
    {
        var both = await PeerBench.StartAsync(more, """, "Belfry" : { "RelationalQueries" : "Always" }""");
        var (status, _) = await both.Peer.SendAsync(HttpMethod.Put, "modalities/bench", $"[\"BELFRY\", \"127.0.0.1\", {both.Bench.Server.DicomEndPoints[0].Port}]");
        Assert.Equal(200, status);
        return both;
    }
}
