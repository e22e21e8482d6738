using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.TestKit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Services.Tests;

/// <summary>What the job of a transaction does when handlers, peers and the server fail, and when people steer it.</summary>
public sealed class CommitmentJobTests : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly InMemoryModalities _modalities = new();
    private readonly MemoryJobStore _store = new(TimeProvider.System);
    private readonly ScriptedCommitment _handler = new();
    private readonly ReportSink _sink = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handler_ThrowsAtTheBeginning_AllFailWith0110()
    {
        _handler.Takes = static _ => throw new InvalidOperationException("no");
        var report = await ReportOfAsync(2);
        Assert.Equal([1, 2], report.Failed.Select(failed => NumberOf(failed.Instance)));
        Assert.All(report.Failed, static failed => Assert.Equal(CommitmentFailureReason.ProcessingFailure, failed.Reason));
    }

    [Fact]
    public async Task Handler_ThrowsInTheMiddle_WhatIsNotAnsweredFailsWith0110()
    {
        _handler.Look = static (instance, _) => NumberOf(instance) < 3
            ? ValueTask.FromResult(CommitmentOutcome.Committed)
            : throw new InvalidOperationException("no");
        var report = await ReportOfAsync(4);
        Assert.Equal([1, 2], report.Committed.Select(NumberOf));
        Assert.Equal([3, 4], report.Failed.Select(failed => NumberOf(failed.Instance)));
        Assert.Equal(1, _handler.DisposedCount);
    }

    [Fact]
    public async Task Handlers_AreAskedInOrderUntilOneTakesIt()
    {
        var first = new ScriptedCommitment { Takes = static _ => false };
        var third = new ScriptedCommitment();
        await using var host = await new CommitmentHost([first, _handler, third], _store, _modalities).StartAsync();
        await using var association = await host.AssociateAsync(_sink);
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 1), Token);
        await _sink.NextAsync(Token);
        Assert.Equal((1, 1, 0), (first.Begun.Count, _handler.Begun.Count, third.Begun.Count));
        var request = _handler.Begun[0];
        Assert.Equal(("2.25.1", "MODALITY", "BELFRY"), (request.TransactionUid.Value, request.Connection.CallingAETitle.Value, request.Connection.CalledAETitle.Value));
        Assert.True(Guid.TryParse(request.Job.Id, out _));
    }

    [Fact]
    public async Task Handlers_NobodyTakesIt_AllFailWith0110()
    {
        _handler.Takes = static _ => false;
        var report = await ReportOfAsync(1);
        Assert.Equal(CommitmentFailureReason.ProcessingFailure, Assert.Single(report.Failed).Reason);
    }

    [Fact]
    public async Task Peer_CannotBeReached_GetsTheReportLaterAndOnce()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        var reachable = new TaskCompletionSource();
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listener = new InMemoryListener(new TestRoutes { Handle = _sink.HandleAsync }, ReportSink.TakesRoles());
        _modalities.Add("MODALITY", () =>
        {
            if (reachable.Task.IsCompleted)
                return listener.ConnectTransport();
            throw new AssociationException(AssociationEndReason.ConnectionFailed, "unreachable");
        });
        await using var host = await new CommitmentHost([_handler], new MemoryJobStore(clock), _modalities, clock: clock).StartAsync();
        host.Policy.Routes = host.Policy.Routes.With(host.Policy.Routes.Permissions with
        {
            Modalities = [.. _modalities.All.Select(static modality => modality with { CommitmentReportWay = CommitmentReportWay.New })],
        });
        using var observing = host.Jobs.Observe(job =>
        {
            if (job.State == JobState.Retry)
                waits.TrySetResult();
        });
        await using var association = await host.AssociateAsync(_sink);
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 1), Token);
        await waits.Task.WaitAsync(_patience, Token);
        reachable.SetResult();

        // No more than the wait: the answer to the report has its time, too.
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([1], (await _sink.NextAsync(Token)).Report.Committed.Select(NumberOf));
        var job = await OnlyJobAsync(host);
        Assert.Equal((JobState.Success, 1), (job.State, _handler.Begun.Count));
        Assert.Equal((0, 1), (_sink.Waiting, _handler.DisposedCount));
    }

    [Fact]
    public async Task Server_StopsInTheMiddle_AsksAgainForTheRestOnly()
    {
        var third = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _handler.Look = async (instance, token) =>
        {
            if (NumberOf(instance) < 3)
                return CommitmentOutcome.Committed;
            third.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return CommitmentOutcome.Committed;
        };
        _handler.RetrieveAETitle = AETitle.Parse("ARCHIVE");
        _sink.Listen(_modalities, "MODALITY");
        await using (var host = await HostAsync())
        {
            await using var association = await host.AssociateAsync();
            await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 4), Token);
            await third.Task.WaitAsync(_patience, Token);
        }

        Assert.Equal(1, _handler.DisposedCount);
        var successor = new ScriptedCommitment { Look = static (_, _) => ValueTask.FromResult(CommitmentOutcome.Failed(CommitmentFailureReason.ResourceLimitation)) };
        await using var again = await new CommitmentHost([successor], _store, _modalities).StartAsync();
        var (report, _) = await _sink.NextAsync(Token);
        Assert.Equal([1, 2], report.Committed.Select(NumberOf));
        Assert.Equal([3, 4], report.Failed.Select(failed => NumberOf(failed.Instance)));
        Assert.Equal([3, 4], Assert.Single(successor.Asked).Select(NumberOf));
        Assert.Single(successor.Begun);
        Assert.Equal("ARCHIVE", report.RetrieveAETitle.Value);
    }

    [Fact]
    public async Task Job_PausedAndResumed_KeepsTheHandlerAndTheAnswers()
    {
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isSecondTime = false;
        _handler.Look = async (instance, token) =>
        {
            if (NumberOf(instance) == 2 && !isSecondTime)
            {
                isSecondTime = true;
                second.SetResult();
                await Task.Delay(Timeout.Infinite, token);
            }

            return CommitmentOutcome.Committed;
        };
        await using var host = await HostAsync();
        await using var association = await host.AssociateAsync(_sink);
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 3), Token);
        await second.Task.WaitAsync(_patience, Token);
        var id = Assert.Single(await host.Jobs.ListAsync(Token)).Id;
        await DoAsync(host, id, JobCommand.Pause, JobState.Paused);
        Assert.Equal(0, _handler.DisposedCount);
        Assert.Equal(JobCommandResult.Done, await host.Jobs.DoAsync(id, JobCommand.Resume, Token));
        Assert.Equal(3, (await _sink.NextAsync(Token)).Report.Committed.Count);
        await host.Jobs.WaitForAsync(id, Token);
        Assert.Equal((1, 1), (_handler.Begun.Count, _handler.DisposedCount));
        Assert.Equal([[1, 2, 3], [2, 3]], _handler.Asked.Select(asked => asked.Select(NumberOf)));
    }

    [Fact]
    public async Task Job_CancelledWhilePaused_DisposesOfTheTransactionAndReportsNothing()
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _handler.Look = async (_, token) =>
        {
            began.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return CommitmentOutcome.Committed;
        };
        await using (var host = await HostAsync())
        {
            await using var association = await host.AssociateAsync(_sink);
            await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 1), Token);
            await began.Task.WaitAsync(_patience, Token);
            var id = Assert.Single(await host.Jobs.ListAsync(Token)).Id;
            await DoAsync(host, id, JobCommand.Pause, JobState.Paused);
            await DoAsync(host, id, JobCommand.Cancel, JobState.Failure);
        }

        Assert.Equal((1, 0), (_handler.DisposedCount, _sink.Waiting));
    }

    [Fact]
    public async Task Report_ByANewAssociation_TheJobEndsBeforeThatIsReleased()
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sink.Listen(_modalities, "MODALITY");
        _modalities.Adjust = static modality => modality with { CommitmentReportWay = CommitmentReportWay.New };
        await using var host = await HostAsync();
        _handler.Dispose = () => new ValueTask(released.Task);
        await using var association = await host.AssociateAsync();
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 1), Token);

        // Neither the release nor the handler comes between the response to the report and the end of the job.
        Assert.Equal(JobState.Success, (await OnlyJobAsync(host).WaitAsync(_patience, Token)).State);
        released.SetResult();
    }

    [Fact]
    public async Task Job_Resubmitted_BeginsAnewWithTheSameId()
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _handler.Look = async (_, token) =>
        {
            if (began.TrySetResult())
                await Task.Delay(Timeout.Infinite, token);
            return CommitmentOutcome.Committed;
        };
        await using var host = await HostAsync();
        await using var association = await host.AssociateAsync(_sink);
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 1), Token);
        await began.Task.WaitAsync(_patience, Token);
        var id = Assert.Single(await host.Jobs.ListAsync(Token)).Id;
        await DoAsync(host, id, JobCommand.Cancel, JobState.Failure);
        Assert.Equal(JobCommandResult.Done, await host.Jobs.DoAsync(id, JobCommand.Resubmit, Token));
        await _sink.NextAsync(Token);
        Assert.Equal([id.ToString(), id.ToString()], _handler.Begun.Select(request => request.Job.Id));
    }

    public ValueTask DisposeAsync() => _modalities.DisposeAsync();

    private static int NumberOf(ReferencedInstance instance) => int.Parse(instance.SopInstanceUid.Value[(instance.SopInstanceUid.Value.LastIndexOf('.') + 1)..], null);

    private Task<CommitmentHost> HostAsync() => new CommitmentHost([_handler], _store, _modalities).StartAsync();

    private async Task<CommitmentReport> ReportOfAsync(int count)
    {
        await using var host = await HostAsync();
        await using var association = await host.AssociateAsync(_sink);
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", count), Token);
        var (report, _) = await _sink.NextAsync(Token);
        await OnlyJobAsync(host);
        return report;
    }

    private static async Task<Job> OnlyJobAsync(CommitmentHost host)
    {
        var job = Assert.Single(await host.Jobs.ListAsync(Token));
        return await host.Jobs.WaitForAsync(job.Id, Token) ?? throw new InvalidOperationException("The job is gone.");
    }

    private static async Task DoAsync(CommitmentHost host, Guid id, JobCommand command, JobState wanted)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var observing = host.Jobs.Observe(job =>
        {
            if (job.Id == id && job.State == wanted)
                reached.TrySetResult();
        });
        Assert.Equal(JobCommandResult.Done, await host.Jobs.DoAsync(id, command, Token));
        await reached.Task.WaitAsync(_patience, Token);
    }
}
