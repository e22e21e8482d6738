using System.Text.Json;
using Belfry.TestKit;

namespace Belfry.Server.Tests;

/// <summary>Group J of the REST surface: storage commitment as SCU, with another server as SCP.</summary>
public sealed class CommitmentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_WhatThePeerHas_IsCommittedAndCanBeRemoved()
    {
        await using var both = await StartAsync();
        var id = (await both.Bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1))).GetProperty("ID").GetString();
        await both.Peer.UploadAsync(RestBench.Instance("P1", 1, 1, 1));

        var asked = await both.Bench.PostAsync("modalities/peer/storage-commitment", $$"""{ "Resources" : ["{{(await both.Bench.IdsAsync("studies"))[0]}}"], "Timeout" : 20 }""");
        var uid = asked.GetProperty("ID").GetString() ?? "";
        Assert.StartsWith("2.25.", uid, StringComparison.Ordinal);
        Assert.Equal($"/storage-commitment/{uid}", asked.GetProperty("Path").GetString());
        var report = await ReportAsync(both, uid);

        Assert.Equal(("Success", "PEER", 0), (report.GetProperty("Status").GetString(), report.GetProperty("RemoteAET").GetString(), report.GetProperty("Failures").GetArrayLength()));
        Assert.Equal("1.2.1.1.1", Assert.Single(report.GetProperty("Success").EnumerateArray()).GetProperty("SOPInstanceUID").GetString());
        await both.Bench.PostAsync($"storage-commitment/{uid}/remove", "");
        Assert.Equal((404, 17), await both.Bench.FailAsync(HttpMethod.Get, $"instances/{id}"));
        Assert.Single(await both.Peer.IdsAsync("instances"));
        Assert.Equal("Success", (await both.Bench.GetAsync($"storage-commitment/{uid}")).GetProperty("Status").GetString());
    }

    [Fact]
    public async Task Ask_WhatThePeerHasNot_IsAFailureAndNotRemoved()
    {
        await using var both = await StartAsync();
        await both.Peer.UploadAsync(RestBench.Instance("P1", 1, 1, 1));

        var asked = await both.Bench.PostAsync("modalities/peer/storage-commitment", """
            { "DicomInstances" : [["1.2.840.10008.5.1.4.1.1.7", "1.2.1.1.1"], { "SOPClassUID" : "1.2.840.10008.5.1.4.1.1.7", "SOPInstanceUID" : "1.2.9" }] }
            """);
        var uid = asked.GetProperty("ID").GetString() ?? "";
        var report = await ReportAsync(both, uid);

        Assert.Equal("Failure", report.GetProperty("Status").GetString());
        Assert.Single(report.GetProperty("Success").EnumerateArray());
        var failure = Assert.Single(report.GetProperty("Failures").EnumerateArray());
        Assert.Equal(("1.2.9", 0x0112), (failure.GetProperty("SOPInstanceUID").GetString(), failure.GetProperty("FailureReason").GetInt32()));
        Assert.NotEmpty(failure.GetProperty("Description").GetString() ?? "");
        Assert.Equal((500, 6), await both.Bench.FailAsync(HttpMethod.Post, $"storage-commitment/{uid}/remove", ""));
    }

    [Fact]
    public async Task Ask_WrongOrNobodyThere_GetsItsError()
    {
        (string Name, string Body, int Http, int Code)[] wrong =
        [
            ("peer", "{ }", 400, 15),
            ("peer", "[]", 400, 15),
            ("peer", "", 400, 15),
            ("peer", "{ \"Resources\" : \"x\" }", 400, 15),
            ("peer", "{ \"Resources\" : [] }", 400, 15),
            ("peer", "{ \"DicomInstances\" : [[\"1.2\"]] }", 400, 15),
            ("peer", "{ \"DicomInstances\" : [[\"x\", \"y\"]] }", 400, 15),
            ("peer", "{ \"Resources\" : [\"00000000-00000000-00000000-00000000-00000000\"] }", 404, 17),
            ("nobody", "{ }", 404, 7),
            ("gone", "{ \"DicomInstances\" : [[\"1.2\", \"1.3\"]] }", 500, 9),
        ];
        await using var both = await StartAsync();
        foreach (var (name, body, http, code) in wrong)
            Assert.Equal((body, (http, code)), (body, await both.Bench.FailAsync(HttpMethod.Post, $"modalities/{name}/storage-commitment", body)));
        Assert.Equal((404, 7), await both.Bench.FailAsync(HttpMethod.Get, "storage-commitment/2.25.1"));
        Assert.Equal((404, 7), await both.Bench.FailAsync(HttpMethod.Post, "storage-commitment/2.25.1/remove"));
    }

    [Fact]
    public async Task Reports_MoreThanAreKept_TheOldestMakesWay()
    {
        await using var both = await StartAsync(""", "StorageCommitmentReportsSize" : 1""");
        List<string> asked = [];
        for (var i = 0; i < 2; i++)
        {
            var one = await both.Bench.PostAsync("modalities/peer/storage-commitment", """{ "DicomInstances" : [["1.2", "1.3"]] }""");
            asked.Add(one.GetProperty("ID").GetString() ?? "");
        }

        Assert.Equal((404, 7), await both.Bench.FailAsync(HttpMethod.Get, $"storage-commitment/{asked[0]}"));
        await both.Bench.GetAsync($"storage-commitment/{asked[1]}");
    }

    [Fact]
    public async Task Ask_InTheLog_IsNamedAndCountedOnBothSides()
    {
        var (asking, asked) = (new LogLines(), new LogLines());
        await using var peer = await RestBench.StartAsync(""", "DicomAlwaysAllowStorageCommitment" : true""", "PEER", asked);
        await using var bench = await RestBench.StartAsync(
            $$""", "DicomModalities" : { "peer" : ["PEER", "127.0.0.1", {{peer.Server.DicomEndPoints[0].Port}}] }""", loggers: asking);

        await bench.SendAsync(HttpMethod.Post, "modalities/peer/storage-commitment", """{ "DicomInstances" : [["1.2", "1.3"]] }""");
        await asked.WaitForAsync(2004, 1, Token);
        await asking.WaitForAsync(2001, 1, Token);

        Assert.Contains(asked.All, static line => line.Id == 2004 && line.Text.StartsWith("N-ACTION ", StringComparison.Ordinal));
        Assert.Contains(asking.All, static line => line.Id == 2001 && line.Text.Contains("from BELFRY to PEER", StringComparison.Ordinal)
            && line.Text.Contains("after 1 operation", StringComparison.Ordinal));
    }

    // The report comes when it comes: each look is a request of its own.
    private static async Task<JsonElement> ReportAsync(PeerBench both, string uid)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var report = await both.Bench.GetAsync($"storage-commitment/{uid}");
            if (report.GetProperty("Status").GetString() != "Pending")
                return report;
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    private static async Task<PeerBench> StartAsync(string more = "")
    {
        var both = await PeerBench.StartAsync(more);
        Assert.Equal(200, (await both.Peer.SendAsync(
            HttpMethod.Put, "modalities/bench", $"[\"BELFRY\", \"127.0.0.1\", {both.Bench.Server.DicomEndPoints[0].Port}]")).Status);
        return both;
    }
}
