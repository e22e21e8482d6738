namespace Belfry.Server.Tests;

/// <summary><c>StorageCommitment</c> of a store: the job tells what became of what it sent.</summary>
public sealed class SendCommitmentTests
{
    [Fact]
    public async Task Store_WithCommitment_SucceedsWhenThePeerCommitsToAll()
    {
        await using var both = await StartAsync();
        await both.Bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        await both.Bench.UploadAsync(RestBench.Instance("P1", 1, 1, 2));
        var study = (await both.Bench.IdsAsync("studies"))[0];

        var content = await both.Bench.PostAsync("modalities/peer/store", $$"""{ "Resources" : ["{{study}}"], "StorageCommitment" : true }""");

        Assert.Equal("Success", content.GetProperty("StorageCommitmentStatus").GetString());
        var report = await both.Bench.GetAsync($"storage-commitment/{content.GetProperty("StorageCommitmentTransactionUID").GetString()}");
        Assert.Equal(("Success", "PEER", 2), (
            report.GetProperty("Status").GetString(), report.GetProperty("RemoteAET").GetString(), report.GetProperty("Success").GetArrayLength()));
    }

    [Fact]
    public async Task Store_ThePeerRefusesToCommit_FailsAndAsksAgainWhenResubmitted()
    {
        await using var both = await StartAsync();
        var id = (await both.Bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1))).GetProperty("ID").GetString();
        await both.Bench.PostAsync("modalities/peer/store", $$"""{ "Resources" : ["{{id}}"] }""");
        Assert.Equal(200, (await both.Peer.SendAsync(HttpMethod.Delete, "modalities/bench")).Status);

        // Whom the peer does not know, it does not answer.
        Assert.Contains((await both.Bench.FailAsync(HttpMethod.Post, "modalities/peer/store", $$"""{ "Resources" : ["{{id}}"], "StorageCommitment" : true }""")).Http, (int[])[422, 500]);
        var failed = (await both.Bench.GetAsync("jobs?expand")).EnumerateArray().Single(static job => job.GetProperty("State").GetString() == "Failure");
        Assert.Equal(9, failed.GetProperty("ErrorCode").GetInt32());

        await KnowAsync(both);
        var name = failed.GetProperty("ID").GetString() ?? "";
        await both.Bench.PostAsync($"jobs/{name}/resubmit", "");
        var job = await both.Bench.EndOfJobAsync(name);
        Assert.Equal(("Success", "Success"), (job.GetProperty("State").GetString(), job.GetProperty("Content").GetProperty("StorageCommitmentStatus").GetString()));
    }

    [Fact]
    public async Task Store_WithoutCommitment_TellsOfNone()
    {
        await using var both = await StartAsync();
        var id = (await both.Bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1))).GetProperty("ID").GetString();

        var content = await both.Bench.PostAsync("modalities/peer/store", $$"""{ "Resources" : ["{{id}}"], "StorageCommitment" : false }""");

        Assert.False(content.TryGetProperty("StorageCommitmentTransactionUID", out _));
    }

    private static async Task<PeerBench> StartAsync()
    {
        var both = await PeerBench.StartAsync();
        await KnowAsync(both);
        return both;
    }

    private static async Task KnowAsync(PeerBench both) => Assert.Equal(200, (await both.Peer.SendAsync(
        HttpMethod.Put, "modalities/bench", $"[\"BELFRY\", \"127.0.0.1\", {both.Bench.Server.DicomEndPoints[0].Port}]")).Status);
}
