using System.Text.Json;

namespace Belfry.Server.Tests;

/// <summary>What became of the storage commitment transactions that peers asked for is told for longer than their jobs are kept.</summary>
public sealed class CommitmentHistoryTests
{
    private const string Forgetting = """, "JobsHistorySize" : 0""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commitments_TheJobIsForgotten_TellsWhatWasReported()
    {
        await using var both = await StartAsync(Forgetting);
        await both.Peer.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        var uid = await AskAsync(both, """["1.2.840.10008.5.1.4.1.1.7", "1.2.1.1.1"], ["1.2.840.10008.5.1.4.1.1.7", "1.2.9"]""");
        var other = await AskAsync(both, """["1.2.840.10008.5.1.4.1.1.7", "1.2.1.1.1"]""");

        Assert.Equal(0, (await both.Peer.GetAsync("jobs")).GetArrayLength());
        var all = await both.Peer.GetAsync("commitments");
        Assert.True(all.GetProperty("Done").GetBoolean());
        Assert.Equal([other, uid], all.GetProperty("Commitments").EnumerateArray().Select(UidOf));
        var one = Assert.Single((await both.Peer.GetAsync($"commitments?text={uid}")).GetProperty("Commitments").EnumerateArray());
        Assert.Equal(("Success", 0, "StorageCommitmentScp"), (one.GetProperty("State").GetString(), one.GetProperty("ErrorCode").GetInt32(), one.GetProperty("Type").GetString()));
        var content = one.GetProperty("Content");
        Assert.Equal(("BELFRY", 1, 1), (content.GetProperty("RemoteAet").GetString(), content.GetProperty("Committed").GetInt32(), content.GetProperty("Failed").GetInt32()));
        var failure = Assert.Single(content.GetProperty("Failures").EnumerateArray());
        Assert.Equal(("1.2.9", 0x0112), (failure.GetProperty("SOPInstanceUID").GetString(), failure.GetProperty("FailureReason").GetInt32()));
    }

    [Fact]
    public async Task Commitments_InParts_AreToldWithoutAGap()
    {
        await using var both = await StartAsync(Forgetting);
        List<string> asked = [];
        for (var i = 0; i < 3; i++)
            asked.Insert(0, await AskAsync(both, """["1.2", "1.3"]"""));

        var first = await both.Peer.GetAsync("commitments?limit=2");
        var second = await both.Peer.GetAsync($"commitments?limit=2&before={first.GetProperty("Last").GetInt64()}");

        Assert.Equal((false, true), (first.GetProperty("Done").GetBoolean(), second.GetProperty("Done").GetBoolean()));
        Assert.Equal(asked, first.GetProperty("Commitments").EnumerateArray().Concat(second.GetProperty("Commitments").EnumerateArray()).Select(UidOf));
    }

    [Fact]
    public async Task Commitments_MoreThanAreKept_TheOldestMakesWay()
    {
        await using var both = await StartAsync(Forgetting + """, "Belfry" : { "CommitmentHistorySize" : 1 }""");
        await AskAsync(both, """["1.2", "1.3"]""");
        var last = await AskAsync(both, """["1.2", "1.3"]""");

        Assert.Equal([last], (await both.Peer.GetAsync("commitments")).GetProperty("Commitments").EnumerateArray().Select(UidOf));
    }

    [Fact]
    public async Task Commitments_JobsInMemory_AreThoseOfTheJobs()
    {
        await using var both = await StartAsync(""", "SaveJobs" : false""");
        var uid = await AskAsync(both, """["1.2", "1.3"]""");

        Assert.Equal([uid], (await both.Peer.GetAsync("commitments")).GetProperty("Commitments").EnumerateArray().Select(UidOf));
        Assert.Empty((await both.Peer.GetAsync("commitments?text=1.2.3.4")).GetProperty("Commitments").EnumerateArray());
    }

    private static string UidOf(JsonElement one) => one.GetProperty("Content").GetProperty("TransactionUid").GetString() ?? "";

    /// <returns>The transaction's UID, when its report was taken and its job is over.</returns>
    private static async Task<string> AskAsync(PeerBench both, string instances)
    {
        using var over = new SemaphoreSlim(0);
        using var observing = both.Peer.Server.Jobs.Observe(job =>
        {
            if (job.IsOver)
                over.Release();
        });
        var asked = await both.Bench.PostAsync("modalities/peer/storage-commitment", $$"""{ "DicomInstances" : [{{instances}}] }""");
        await over.WaitAsync(Token);
        return asked.GetProperty("ID").GetString() ?? "";
    }

    private static async Task<PeerBench> StartAsync(string peer)
    {
        var both = await PeerBench.StartAsync(morePeer: peer);
        Assert.Equal(200, (await both.Peer.SendAsync(
            HttpMethod.Put, "modalities/bench", $"[\"BELFRY\", \"127.0.0.1\", {both.Bench.Server.DicomEndPoints[0].Port}]")).Status);
        return both;
    }
}
