using System.Text.Json;
using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Jobs.Tests;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.TestKit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Services.Tests;

/// <summary>Reports that a modality does not take at first, or not at all.</summary>
public sealed class ReportAgainTests : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly InMemoryModalities _modalities = new() { Adjust = static modality => modality with { CommitmentReportWay = CommitmentReportWay.New } };
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch);
    private readonly ScriptedCommitment _handler = new();
    private readonly ReportSink _sink = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("refuses the association")]
    [InlineData("refuses the context")]
    [InlineData("aborts instead of an answer")]
    [InlineData("closes the connection")]
    [InlineData("releases instead of a response")]
    [InlineData("answers with a failure")]
    public async Task Report_TheModalityDoesNotTakeIt_IsSentAgainAndTakenOnce(string how)
    {
        var called = new TaskCompletionSource<ScriptedPeer>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listener = new InMemoryListener(new TestRoutes { Handle = _sink.HandleAsync }, ReportSink.TakesRoles());
        _modalities.Add("MODALITY", () =>
        {
            if (called.Task.IsCompleted)
                return listener.ConnectTransport();
            var (ours, theirs) = InMemoryTransport.CreatePair();
            called.SetResult(new ScriptedPeer(theirs));
            return ours;
        });
        await using var host = await HostAsync();
        var waits = Reached(host, JobState.Retry);
        await using var association = await host.AssociateAsync();
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 1), Token);
        await using var peer = await called.Task.WaitAsync(_patience, Token);
        await RefuseAsync(peer, how);
        Assert.Equal(9, (await waits.WaitAsync(_patience, Token)).Error?.Code);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([CommitmentHost.Reference(1)], (await _sink.NextAsync(Token)).Report.Committed);
        Assert.Equal((JobState.Success, 1, 0), ((await OnlyJobAsync(host)).State, _handler.Begun.Count, _sink.Waiting));
    }

    [Fact]
    public async Task Report_UntilItsTimeIsOver_FailsWithTheLastReasonAndDisposesOfTheTransaction()
    {
        _modalities.Add("MODALITY", static () => throw new AssociationException(AssociationEndReason.ConnectionFailed, "unreachable"));
        var disposed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _handler.Dispose = () =>
        {
            disposed.SetResult();
            return ValueTask.CompletedTask;
        };
        await using var host = await HostAsync(CommitmentOptions.Default with { TimeToLive = TimeSpan.FromMinutes(1) });
        var waits = Reached(host, JobState.Retry);
        await using var association = await host.AssociateAsync();
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 1), Token);
        await waits.WaitAsync(_patience, Token);
        _clock.Advance(TimeSpan.FromMinutes(1));
        var job = await OnlyJobAsync(host);
        Assert.Equal((JobState.Failure, 9), (job.State, job.Error?.Code));
        Assert.Contains("unreachable", job.Error?.Details, StringComparison.Ordinal);
        await disposed.Task.WaitAsync(_patience, Token);
    }

    [Fact]
    public async Task Report_NoModalityHasTheTitle_IsSentWhenOneHas()
    {
        await using var host = await HostAsync();
        var waits = Reached(host, JobState.Retry);
        var association = await host.AssociateAsync();
        var gate = new TaskCompletionSource();
        _handler.Look = async (_, _) =>
        {
            await gate.Task;
            return CommitmentOutcome.Committed;
        };
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 1), Token);
        await association.ReleaseAsync(Token);
        gate.SetResult();
        Assert.Equal(7, (await waits.WaitAsync(_patience, Token)).Error?.Code);
        _sink.Listen(_modalities, "MODALITY");
        host.Policy.Routes = host.Policy.Routes.With(host.Policy.Routes.Permissions with { Modalities = _modalities.All });
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Single((await _sink.NextAsync(Token)).Report.Committed);
    }

    [Fact]
    public async Task Report_TheModalityHasALocalTitle_IsSentUnderIt()
    {
        _modalities.Adjust = static modality => modality with { LocalAETitle = AETitle.Parse("ALIAS") };
        _sink.Listen(_modalities, "MODALITY");
        await using var host = await HostAsync();
        var association = await host.AssociateAsync();
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 1), Token);
        await _sink.NextAsync(Token);
        var request = Assert.Single(_modalities.Requests);
        Assert.Equal(("ALIAS", "MODALITY"), (request.CallingAETitle.Value, request.CalledAETitle.Value));
    }

    [Fact]
    public async Task Handler_EndsTheServerAgainAndAgain_IsLeftOutAtLast()
    {
        var store = new MemoryJobStore(_clock);
        using var asked = new SemaphoreSlim(0);
        _handler.Look = async (_, token) =>
        {
            asked.Release();
            await Task.Delay(Timeout.Infinite, token);
            return CommitmentOutcome.Committed;
        };
        _sink.Listen(_modalities, "MODALITY");
        await using var first = await new CommitmentHost([_handler], store, _modalities, clock: _clock).StartAsync();
        await using var association = await first.AssociateAsync();
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 2), Token);
        List<CommitmentHost> successors = [];
        for (var i = 0; i < 9; i++)
        {
            Assert.True(await asked.WaitAsync(_patience, Token));
            successors.Add(await new CommitmentHost([_handler], store, _modalities, clock: _clock).StartAsync());
        }

        var (report, _) = await _sink.NextAsync(Token);
        Assert.All(report.Failed, static failed => Assert.Equal(CommitmentFailureReason.ProcessingFailure, failed.Reason));
        Assert.Equal((2, 0), (report.Failed.Count, _sink.Waiting));
        foreach (var host in successors)
            await host.DisposeAsync();
    }

    [Fact]
    public async Task Answers_CannotBeSaved_AreAskedForAgainAndNoneIsToldAsFailed()
    {
        var store = new FaultyStore(new MemoryJobStore(_clock));
        var looks = 0;
        var again = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _handler.Look = (_, _) =>
        {
            looks++;
            store.IsBroken = looks == 1;
            if (looks > 1)
                again.TrySetResult();
            return ValueTask.FromResult(CommitmentOutcome.Committed);
        };
        var options = CommitmentOptions.Default with { CheckpointInterval = TimeSpan.Zero };
        _sink.Listen(_modalities, "MODALITY");
        await using var host = await new CommitmentHost([_handler], store, _modalities, options, _clock).StartAsync();
        await using var association = await host.AssociateAsync();
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 3), Token);

        // The answer, and the end of the run.
        await store.UntilRefusedAsync(2);
        store.IsBroken = false;
        while (!again.Task.IsCompleted)
        {
            // Not further than the engine comes along: a job's lease ends, too.
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Run(static () => { }, Token);
        }

        Assert.Equal(3, (await _sink.NextAsync(Token)).Report.Committed.Count);
    }

    [Fact]
    public async Task Handler_SaysHowFarItIs_TheJobShowsIt()
    {
        var gate = new TaskCompletionSource();
        var reported = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _handler.Look = async (_, _) =>
        {
            _handler.Begun[0].Job.ReportProgress(0.75);
            reported.TrySetResult();
            await gate.Task;
            return CommitmentOutcome.Failed(CommitmentFailureReason.ResourceLimitation);
        };
        _sink.Listen(_modalities, "MODALITY");
        await using var host = await HostAsync();
        await using var association = await host.AssociateAsync();
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 2), Token);
        await reported.Task.WaitAsync(_patience, Token);
        var job = Assert.Single(await host.Jobs.ListAsync(Token));
        Assert.Equal((JobState.Running, 0.75), (job.State, job.Progress));
        gate.SetResult();
        await _sink.NextAsync(Token);
        using var content = JsonDocument.Parse((await OnlyJobAsync(host)).Content);
        Assert.Equal("2.25.1", content.RootElement.GetProperty("TransactionUid").GetString());
        Assert.Equal(531, content.RootElement.GetProperty("Failures")[1].GetProperty("FailureReason").GetInt32());
    }

    public ValueTask DisposeAsync() => _modalities.DisposeAsync();

    private static async Task RefuseAsync(ScriptedPeer peer, string how)
    {
        var request = await peer.ExpectRequestAsync();
        if (how == "refuses the association")
        {
            await peer.SendAsync(3, 0, 0, 0, 0, 4, 0, 1, 1, 1);
            return;
        }

        var context = request.PresentationContexts[0];
        await peer.SendAsync(Wire.Accept(new AssociateAcceptPdu
        {
            CalledAETitle = request.CalledAETitle,
            CallingAETitle = request.CallingAETitle,
            PresentationContexts = [how == "refuses the context"
                ? PresentationContextAnswer.Refuse(context.Id, PresentationContextResult.AbstractSyntaxNotSupported)
                : PresentationContextAnswer.Accept(context.Id, context.TransferSyntaxes[0])],
            UserInformation = new UserInformation { MaxPduLength = 16384, RoleSelections = request.UserInformation.RoleSelections },
        }));
        if (how == "refuses the context")
            return;
        var (report, _) = await peer.ExpectMessageAsync();
        var asked = new CommitmentReport(new DicomUid("2.25.1"), [], []).CreateRequest() with { MessageId = report.MessageId!.Value };
        await (how switch
        {
            "aborts instead of an answer" => peer.SendAbortAsync(),
            "releases instead of a response" => peer.SendReleaseRequestAsync(),
            "answers with a failure" => peer.SendAsync(Wire.Response(context.Id, asked, asked.CreateResponse(GeneralStatus.ProcessingFailure))),
            _ => Task.Run(peer.Close),
        });
    }

    private Task<CommitmentHost> HostAsync(CommitmentOptions? options = null) =>
        new CommitmentHost([_handler], new MemoryJobStore(_clock), _modalities, options, _clock).StartAsync();

    private static Task<Job> Reached(CommitmentHost host, JobState state)
    {
        var reached = new TaskCompletionSource<Job>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Jobs.Observe(job =>
        {
            if (job.State == state)
                reached.TrySetResult(job);
        });
        return reached.Task;
    }

    private static async Task<Job> OnlyJobAsync(CommitmentHost host)
    {
        var job = Assert.Single(await host.Jobs.ListAsync(Token));
        return await host.Jobs.WaitForAsync(job.Id, Token) ?? throw new InvalidOperationException("The job is gone.");
    }
}
