using System.Text.Json;
using Belfry.Dicom;

namespace Belfry.Server.Tests;

/// <summary>Group E of the REST surface: C-STORE to modalities.</summary>
public sealed class SendTests
{
    private static readonly HttpMethod _post = HttpMethod.Post;

    [Theory]
    [InlineData("studies", "{0}")]
    [InlineData("patients", "\"{0}\"")]
    [InlineData("series", "[\"{0}\"]")]
    [InlineData("studies", "{{ \"Resources\" : [\"{0}\"], \"Synchronous\" : true }}")]
    public async Task Store_EachFormOfTheBody_SendsAllInstances(string level, string body)
    {
        await using var both = await PeerBench.StartAsync();
        await both.Bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        await both.Bench.UploadAsync(RestBench.Instance("P1", 1, 1, 2));
        var id = (await both.Bench.IdsAsync(level))[0];

        var content = await both.Bench.PostAsync("modalities/peer/store", string.Format(System.Globalization.CultureInfo.InvariantCulture, body, id));

        Assert.Equal(2, (await both.Peer.IdsAsync("instances")).Count);
        Assert.Equal(("REST API", 2, 0, "BELFRY", "PEER"), (
            content.GetProperty("Description").GetString(), content.GetProperty("InstancesCount").GetInt32(), content.GetProperty("FailedInstancesCount").GetInt32(),
            content.GetProperty("LocalAet").GetString(), content.GetProperty("RemoteAet").GetString()));
        Assert.Equal([id], RestBench.Texts(content.GetProperty("ParentResources")));
        var job = await both.Bench.GetAsync("jobs?expand");
        Assert.Equal(("DicomModalityStore", "Success", 100), (
            job[0].GetProperty("Type").GetString(), job[0].GetProperty("State").GetString(), job[0].GetProperty("Progress").GetInt32()));
    }

    [Fact]
    public async Task Store_AResourceAndAPartOfIt_SendsEachInstanceOnce()
    {
        await using var both = await PeerBench.StartAsync();
        var one = (await both.Bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1))).GetProperty("ID").GetString();
        var study = (await both.Bench.IdsAsync("studies"))[0];

        var content = await both.Bench.PostAsync("modalities/peer/store", $"[\"{one}\", \"{study}\"]");

        Assert.Equal(1, content.GetProperty("InstancesCount").GetInt32());
    }

    [Fact]
    public async Task Store_Asynchronous_GivesAJobWithWhatWasSaid()
    {
        await using var both = await PeerBench.StartAsync();
        var id = (await both.Bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1))).GetProperty("ID").GetString();

        var submitted = await both.Bench.PostAsync(
            "modalities/peer/store",
            $$"""
            { "Resources" : ["{{id}}"], "Asynchronous" : true, "Priority" : -3, "UserData" : { "a" : [1] }, "LocalAet" : "OTHER", "MoveOriginatorAet" : "MOVER",
              "MoveOriginatorID" : 42, "Timeout" : 20 }
            """);
        var name = submitted.GetProperty("ID").GetString() ?? "";
        Assert.Equal($"/jobs/{name}", submitted.GetProperty("Path").GetString());
        var job = await both.Bench.EndOfJobAsync(name);

        Assert.Equal(("Success", -3, 1), (job.GetProperty("State").GetString(), job.GetProperty("Priority").GetInt32(), job.GetProperty("UserData").GetProperty("a")[0].GetInt32()));
        var content = job.GetProperty("Content");
        Assert.Equal(("OTHER", "MOVER", 42), (
            content.GetProperty("LocalAet").GetString(), content.GetProperty("MoveOriginatorAET").GetString(), content.GetProperty("MoveOriginatorID").GetInt32()));
        Assert.Equal("OTHER", (await both.Peer.SendAsync(HttpMethod.Get, $"instances/{id}/metadata/RemoteAET")).Text);
    }

    [Theory]
    [InlineData("", "", "BELFRY")]
    [InlineData(", \"LocalAet\" : \"ENTRY\"", "", "ENTRY")]
    [InlineData(", \"LocalAet\" : \"ENTRY\"", ", \"LocalAet\" : \"BODY\"", "BODY")]
    public async Task Store_LocalAet_IsThatOfTheBodyThenOfTheEntryThenTheServers(string entry, string body, string expected)
    {
        await using var both = await PeerBench.StartAsync(entry: entry);
        var id = (await both.Bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1))).GetProperty("ID").GetString();

        var content = await both.Bench.PostAsync("modalities/peer/store", $$"""{ "Resources" : ["{{id}}"] {{body}} }""");

        Assert.Equal(expected, content.GetProperty("LocalAet").GetString());
        Assert.Equal(expected, (await both.Peer.SendAsync(HttpMethod.Get, $"instances/{id}/metadata/RemoteAET")).Text);
    }

    [Fact]
    public async Task Store_AnotherTitleHostAndPort_OverrideTheEntry()
    {
        await using var both = await PeerBench.StartAsync();
        var id = (await both.Bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1))).GetProperty("ID").GetString();
        var port = both.Peer.Server.DicomEndPoints[0].Port;

        var content = await both.Bench.PostAsync(
            "modalities/gone/store", $$"""{ "Resources" : ["{{id}}"], "CalledAet" : "ALIAS", "Host" : "localhost", "Port" : {{port}} }""");

        Assert.Equal("ALIAS", content.GetProperty("RemoteAet").GetString());
        Assert.Equal("ALIAS", (await both.Peer.SendAsync(HttpMethod.Get, $"instances/{id}/metadata/CalledAET")).Text);
    }

    [Fact]
    public async Task Store_NobodyThere_FailsAndLeavesItsJob()
    {
        await using var both = await PeerBench.StartAsync();
        var id = (await both.Bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1))).GetProperty("ID").GetString();

        Assert.Equal((500, 9), await both.Bench.FailAsync(_post, "modalities/gone/store", id));
        var job = (await both.Bench.GetAsync("jobs?expand"))[0];
        Assert.Equal(("Failure", 9), (job.GetProperty("State").GetString(), job.GetProperty("ErrorCode").GetInt32()));

        var permissive = await both.Bench.PostAsync("modalities/gone/store", $$"""{ "Resources" : ["{{id}}"], "Permissive" : true }""");
        Assert.Equal(1, permissive.GetProperty("FailedInstancesCount").GetInt32());
    }

    [Fact]
    public async Task Store_NobodyThereAndPermissive_CountsAlsoWhatWasNotTried()
    {
        await using var both = await PeerBench.StartAsync();
        var study = "";
        for (var number = 1; number <= 5; number++)
            study = (await both.Bench.UploadAsync(RestBench.Instance("P1", 1, 1, number))).GetProperty("ParentStudy").GetString();

        var content = await both.Bench.PostAsync("modalities/gone/store", $$"""{ "Resources" : ["{{study}}"], "Permissive" : true }""");

        Assert.Equal((5, 5), (content.GetProperty("FailedInstancesCount").GetInt32(), content.GetProperty("InstancesCount").GetInt32()));
    }

    [Fact]
    public async Task Store_RefusedByThePeer_TellsItsStatus()
    {
        await using var both = await PeerBench.StartAsync(morePeer: """, "MaximumStorageSize" : 1, "MaximumStorageMode" : "Reject" """);
        var large = RestBench.Instance("P1", 1, 1, 1);
        large.Set(new DicomTag(0x7FE0, 0x0010), VR.OB, new byte[2 * 1024 * 1024]);
        var id = (await both.Bench.UploadAsync(large)).GetProperty("ID").GetString() ?? "";

        var (status, text) = await both.Bench.SendAsync(_post, "modalities/peer/store", id);

        Assert.Equal(422, status);
        Assert.EndsWith("0xa700", JsonDocument.Parse(text).RootElement.GetProperty("Details").GetString());
    }

    [Fact]
    public async Task Store_Wrong_GetsItsError()
    {
        (string Name, string Body, int Http, int Code)[] wrong =
        [
            ("peer", "nothing", 400, 15),
            ("peer", "", 400, 15),
            ("peer", "{ }", 400, 15),
            ("peer", "5", 400, 15),
            ("peer", "{ \"Resources\" : \"x\" }", 400, 15),
            ("peer", "[ 5 ]", 400, 15),
            ("peer", "[ \"../..\" ]", 400, 15),
            ("peer", "{ \"Resources\" : [], \"Priority\" : \"x\" }", 400, 15),
            ("peer", "{ \"Resources\" : [], \"Timeout\" : -1 }", 400, 3),
            ("peer", "{ \"Resources\" : [], \"Port\" : 70000 }", 400, 3),
            ("peer", "{ \"Resources\" : [], \"LocalAet\" : \"12345678901234567\" }", 400, 15),
            ("peer", "{ \"Resources\" : [], \"MoveOriginatorAet\" : 5 }", 400, 15),
            ("peer", "00000000-00000000-00000000-00000000-00000000", 404, 17),
            ("nobody", "[]", 404, 7),
        ];
        await using var both = await PeerBench.StartAsync();
        foreach (var (name, body, http, code) in wrong)
            Assert.Equal((body, (http, code)), (body, await both.Bench.FailAsync(_post, $"modalities/{name}/store", body)));
    }

    [Fact]
    public async Task StoreStraight_AFile_IsSentAndNotKept()
    {
        await using var both = await PeerBench.StartAsync();
        using var file = new ByteArrayContent(RestBench.FileOf(RestBench.Instance("P1", 1, 1, 1)));
        using var answer = await both.Bench.Client.PostAsync("modalities/peer/store-straight", file, TestContext.Current.CancellationToken);

        var told = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(("1.2.840.10008.5.1.4.1.1.7", "1.2.1.1.1"), (told.GetProperty("SOPClassUID").GetString(), told.GetProperty("SOPInstanceUID").GetString()));
        Assert.Single(await both.Peer.IdsAsync("instances"));
        Assert.Empty(await both.Bench.IdsAsync("instances"));
        Assert.Equal((400, 15), await both.Bench.FailAsync(_post, "modalities/peer/store-straight", "nothing"));
        Assert.Equal((400, 15), await both.Bench.FailAsync(_post, "modalities/peer/store-straight", ""));
        Assert.Equal((404, 7), await both.Bench.FailAsync(_post, "modalities/nobody/store-straight", "x"));
    }

    [Fact]
    public async Task Echo_WithCheckFind_NeedsAnswersOfCFind()
    {
        await using var both = await PeerBench.StartAsync();
        await both.Bench.PostAsync("modalities/peer/echo", """{ "CheckFind" : true, "Timeout" : 20 }""");
        Assert.Equal((400, 15), await both.Bench.FailAsync(_post, "modalities/peer/echo", """{ "CheckFind" : "yes" }"""));

        await using var closed = await PeerBench.StartAsync(""", "DicomEchoChecksFind" : true""", allowed: "Echo");
        Assert.Equal((422, 9), await closed.Bench.FailAsync(_post, "modalities/peer/echo", ""));
        await closed.Bench.PostAsync("modalities/peer/echo", """{ "CheckFind" : false }""");
    }
}
