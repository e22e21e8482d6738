using Belfry.Dicom;
using Belfry.Network;
using Belfry.Web;

namespace Belfry.Console.Tests;

public sealed class TrafficRecorderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Association_EstablishedAndReleased_IsKeptWithWhatWasNegotiated()
    {
        await using var bench = new RecorderBench();
        await bench.EchoAsync();

        var facts = Assert.Single(bench.Recorder.Associations());
        Assert.NotNull(facts.Request);
        Assert.Equal(("CT1", "BELFRY"), (facts.Request.CallingAETitle, facts.Request.CalledAETitle));
        Assert.Equal((2, 2), (facts.Request.PresentationContexts.Count, facts.Contexts.Count));
        Assert.Null(facts.Tls);
        Assert.NotNull(facts.Accept);
        Assert.Equal((AssociationEndReason.ReleasedByPeer, 1L), (facts.End?.Reason, facts.End?.Operations));
        Assert.NotNull(bench.Recorder.LastSeen(AETitle.Parse("CT1")));
        Assert.Null(bench.Recorder.LastSeen(AETitle.Parse("BELFRY")));
    }

    [Fact]
    public async Task Association_Refused_IsKeptWithTheReason()
    {
        await using var bench = new RecorderBench();
        bench.Policy.Decide = static (_, _) => ValueTask.FromResult(AssociationDecision.Reject(AssociationRejection.CallingAETitleNotRecognized));
        await Assert.ThrowsAsync<AssociationRejectedException>(async () => await bench.ConnectAsync());
        await bench.UntilAsync(() => bench.Recorder.Associations().Count > 0);

        var facts = Assert.Single(bench.Recorder.Associations());
        Assert.Null(facts.Accept);
        Assert.Equal(AssociationEndReason.Rejected, facts.End?.Reason);
        Assert.Contains("calling-AE-title-not-recognized", facts.End?.Detail);
    }

    [Fact]
    public async Task Association_WithUserIdentity_IsKeptWithoutIt()
    {
        await using var bench = new RecorderBench();
        var identity = new UserIdentity(UserIdentityType.UsernameAndPasscode, false, "jane"u8.ToArray(), "secret"u8.ToArray());
        await using var association = await bench.ConnectAsync(identity);
        await bench.UntilAsync(() => bench.Recorder.Associations().Count > 0);
        var facts = Assert.Single(bench.Recorder.Associations());
        Assert.NotNull(facts.Request);
        Assert.Null(facts.Request.UserInformation.UserIdentity);
    }

    [Fact]
    public async Task Operation_Find_IsKeptWithQueryCountAndStatus()
    {
        await using var bench = new RecorderBench { Answers = 3, FinalStatus = new DimseStatus(0xA700) };
        await bench.FindAsync();

        var facts = Assert.Single(bench.Recorder.Operations());
        Assert.IsType<CFindRequest>(facts.Request);
        Assert.Equal((3, new DimseStatus(0xA700), "What went wrong"), (facts.Pending, facts.Response?.Status, facts.Response?.ErrorComment));
        Assert.Equal(OperationEndReason.Completed, facts.Reason);
        Assert.NotNull(facts.Elapsed);
        var query = DicomDataSet.Parse(facts.Identifier, facts.Context.TransferSyntax);
        Assert.Equal("Doe^Jane", query.GetString(Tags.PatientName));
    }

    [Fact]
    public async Task Operation_LongIdentifier_IsLeftOutAndTold()
    {
        await using var bench = new RecorderBench(new TrafficOptions { IdentifierLength = 64 });
        await bench.FindAsync();

        var facts = Assert.Single(bench.Recorder.Operations());
        Assert.True(facts.IsIdentifierLeftOut);
        Assert.True(facts.Identifier.IsEmpty);
    }

    [Fact]
    public async Task Operation_NoServiceForIt_IsKeptAsRefused()
    {
        await using var bench = new RecorderBench();
        bench.Routes.Handle = null;
        await bench.FindAsync();

        var facts = Assert.Single(bench.Recorder.Operations());
        Assert.Equal((OperationEndReason.Refused, DimseStatusClass.Failure), (facts.Reason, facts.Response?.Status.Class));
    }

    [Fact]
    public async Task Operations_MoreThanKept_ForgetTheOldest()
    {
        await using var bench = new RecorderBench(new TrafficOptions { Operations = 4, Associations = 1 });
        await bench.EchoAsync(times: 10);
        await bench.EchoAsync(times: 1);

        Assert.Equal([11, 10, 9, 8], bench.Recorder.Operations().Select(static facts => facts.Number));
        Assert.Equal(1, Assert.Single(bench.Recorder.Associations()).End?.Operations);
        Assert.False(bench.Recorder.TryGetOperation(7, out _));
        Assert.False(bench.Recorder.TryGetOperation(12, out _));
    }

    [Fact]
    public async Task Operation_ForgottenWhileItRan_IsKeptAtItsEnd()
    {
        await using var bench = new RecorderBench(new TrafficOptions { Operations = 2 });
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = bench.Routes.Handle!;
        bench.Routes.Handle = async operation =>
        {
            await release.Task;
            await answer(operation);
        };
        var finding = bench.FindAsync();
        await bench.UntilAsync(() => bench.Recorder.Operations().Count > 0);
        await using (var other = await bench.ConnectAsync())
        {
            for (var i = 0; i < 5; i++)
                await other.InvokeAsync(new CEchoRequest(Uids.Verification), cancellation: Token).ToListAsync(Token);
        }

        Assert.DoesNotContain(bench.Recorder.Operations(), static facts => facts.Request is CFindRequest);
        release.SetResult();
        await finding;
        await bench.UntilAsync(() => bench.Recorder.Operations()[0].Request is CFindRequest);
        Assert.Equal(2, bench.Recorder.Operations()[0].Pending);
    }

    [Fact]
    public async Task Answers_NobodyWatches_AreOnlyCounted()
    {
        await using var bench = new RecorderBench { Answers = 5 };
        await bench.FindAsync();
        Assert.Equal((0, 0), Counts(bench));
        Assert.Equal(5, bench.Recorder.Operations()[0].Pending);
    }

    [Fact]
    public async Task Answers_SomebodyWatches_AreKeptUpToTheLimits()
    {
        await using var bench = new RecorderBench(new TrafficOptions { AnswersOfOperation = 3, AnswersLength = 200 }) { Answers = 5 };
        using var viewer = bench.Recorder.Watch();
        await bench.FindAsync();
        Assert.Equal((3, 2), Counts(bench));
        var first = DicomDataSet.Parse(bench.Recorder.AnswersOf(1).DataSets[0], TransferSyntax.ExplicitVRLittleEndian);
        Assert.Equal("P0", first.GetString(Tags.PatientID));

        // So many bytes in all, and then no more.
        await bench.FindAsync();
        await bench.FindAsync();
        Assert.Equal((0, 5), Counts(bench));
        Assert.Equal(5, bench.Recorder.Operations()[0].Pending);
    }

    [Fact]
    public async Task Answers_LongOnes_AreLeftOut()
    {
        await using var bench = new RecorderBench(new TrafficOptions { AnswerLength = 10, AnswersAlways = true });
        await bench.FindAsync();
        Assert.Equal((0, 2), Counts(bench));
    }

    [Fact]
    public async Task Answers_OfForgottenOperations_MakeRoomForOthers()
    {
        await using var bench = new RecorderBench(new TrafficOptions { Operations = 1, AnswersLength = 60, AnswersAlways = true }) { Answers = 1 };
        for (var i = 0; i < 5; i++)
            await bench.FindAsync();
        Assert.Equal((1, 0), Counts(bench));
    }

    [Fact]
    public async Task Operation_ThatThisSideAsksFor_IsKeptWithQueryAndAnswers()
    {
        await using var bench = new RecorderBench();
        using var ours = new TrafficRecorder(TimeProvider.System);
        using var viewer = ours.Watch();
        await using (var association = await bench.ConnectAsync(observer: ours))
        {
            await association.InvokeAsync(new CFindRequest(Uids.ModalityWorklistInformationModelFind), RecorderBench.Query(), Token).ToListAsync(Token);
            await association.ReleaseAsync(Token);
        }

        var facts = Assert.Single(ours.Operations());
        Assert.True(facts.IsInvoked);
        Assert.Equal(("CT1", "BELFRY", 2), (facts.From.Value, facts.To.Value, facts.Pending));
        Assert.Equal((OperationEndReason.Completed, DimseStatus.Success), (facts.Reason, facts.Response?.Status));
        Assert.NotNull(facts.Elapsed);
        Assert.NotEqual(0, facts.Request.MessageId);
        Assert.Equal("Doe^Jane", DicomDataSet.Parse(facts.Identifier, facts.Context.TransferSyntax).GetString(Tags.PatientName));
        Assert.Equal(2, ours.AnswersOf(facts.Number).DataSets.Count);
        Assert.NotNull(ours.LastSeen(AETitle.Parse("BELFRY")));
    }

    [Fact]
    public void Peers_MoreThanKept_ForgetTheOneNotSeenForLongest()
    {
        var peers = new SeenPeers(static title => title.Value == "ct1");
        peers.Add(AETitle.Parse("ct1"), DateTimeOffset.UnixEpoch);
        for (var i = 0; i <= 1000; i++)
            peers.Add(AETitle.Parse($"PEER{i}"), DateTimeOffset.UnixEpoch.AddSeconds(i));
        Assert.Null(peers.Find(AETitle.Parse("PEER0")));
        Assert.NotNull(peers.Find(AETitle.Parse("PEER1")));

        // A modality is not forgotten for those who made up titles, and is the same in other letters.
        Assert.NotNull(peers.Find(AETitle.Parse("CT1")));
    }

    private static (int Kept, int LeftOut) Counts(RecorderBench bench)
    {
        var (dataSets, leftOut) = bench.Recorder.AnswersOf(bench.Recorder.Operations()[0].Number);
        return (dataSets.Count, leftOut);
    }
}
