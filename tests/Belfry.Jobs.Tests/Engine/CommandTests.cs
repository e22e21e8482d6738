using Xunit;

namespace Belfry.Jobs.Tests;

/// <summary>Pause, resume, cancel, resubmit, delete.</summary>
public sealed class CommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pause_ARunningJob_StopsItAndResumeGoesOnFromItsCheckpoint()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync();
        await run.Run.CheckpointAsync(new byte[] { 5 }, 0.4, """{"at":5}""", Token);
        Assert.Equal(JobCommandResult.Done, await host.DoAsync(run.Id, JobCommand.Pause));
        await run.Stopped;
        Assert.Equal(JobStopReason.Paused, run.Run.StopReason);
        var paused = await host.UntilAsync(run.Id, JobState.Paused);
        Assert.Equal((0.4, """{"at":5}""", JobRequest.None), (paused.Progress, paused.Content, paused.Request));

        // Nothing happens to it by itself.
        host.Clock.Advance(TimeSpan.FromHours(1));
        var other = await host.SubmitAndRunAsync();
        Assert.NotEqual(run.Id, other.Id);
        other.Succeed();

        Assert.Equal(JobCommandResult.Done, await host.DoAsync(run.Id, JobCommand.Resume));
        run = await host.Worker.NextAsync();
        Assert.Equal((paused.Id, 2L), (run.Id, run.Run.Number));
        Assert.Equal([5], run.Run.Checkpoint.ToArray());
        Assert.Equal(0, run.Run.FailedAttempts);
    }

    [Fact]
    public async Task Pause_WhatTheWorkerSavesWhileItStops_Counts()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync();
        run.Lingers = true;
        await host.DoAsync(run.Id, JobCommand.Pause);
        await run.Stopped;
        Assert.Equal(JobRequest.Pause, (await host.FindAsync(run.Id)).Request);
        await run.Run.CheckpointAsync(new byte[] { 6 }, 0.6, cancellation: Token);
        run.Cancel();
        await host.UntilAsync(run.Id, JobState.Paused);
        await host.DoAsync(run.Id, JobCommand.Resume);
        Assert.Equal([6], (await host.Worker.NextAsync()).Run.Checkpoint.ToArray());
    }

    [Fact]
    public async Task Resume_BeforeThePauseHasHappened_LetsTheJobGoOn()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync();
        run.Lingers = true;
        await host.DoAsync(run.Id, JobCommand.Pause);
        Assert.Equal(JobCommandResult.Done, await host.DoAsync(run.Id, JobCommand.Resume));
        run.Cancel();
        Assert.Equal(run.Id, (await host.Worker.NextAsync()).Id);
    }

    [Fact]
    public async Task Cancel_ARunningJob_FailsIt()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync();
        Assert.Equal(JobCommandResult.Done, await host.DoAsync(run.Id, JobCommand.Cancel));
        await run.Stopped;
        Assert.Equal(JobStopReason.Cancelled, run.Run.StopReason);
        Assert.Equal(JobError.Cancelled, (await host.UntilAsync(run.Id, JobState.Failure)).Error);
        Assert.Equal(run.Id, Assert.Single(host.Worker.Ended).Id);
    }

    [Fact]
    public async Task Cancel_TheWorkerIsDoneNevertheless_IsASuccess()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync();
        run.Lingers = true;
        await host.DoAsync(run.Id, JobCommand.Cancel);
        run.Succeed();
        Assert.Null((await host.UntilAsync(run.Id, JobState.Success)).Error);
    }

    [Fact]
    public async Task Cancel_AfterPause_IsTheGraverReason()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync();
        run.Lingers = true;
        await host.DoAsync(run.Id, JobCommand.Pause);
        await host.DoAsync(run.Id, JobCommand.Cancel);
        await host.DoAsync(run.Id, JobCommand.Pause);
        Assert.Equal(JobStopReason.Cancelled, run.Run.StopReason);
        run.Cancel();
        await host.UntilAsync(run.Id, JobState.Failure);
    }

    [Fact]
    public async Task Cancel_WhileItWaits_TellsTheWorkerAndThoseWhoWait()
    {
        await using var host = await JobsHost.StartAsync();
        await host.SubmitAndRunAsync();
        var waiting = await host.SubmitAsync();
        var end = host.Engine.WaitForAsync(waiting.Id, Token).AsTask();
        await host.DoAsync(waiting.Id, JobCommand.Cancel);
        Assert.Equal(JobError.Cancelled, (await end)?.Error);
        Assert.Equal(waiting.Id, Assert.Single(host.Worker.Ended).Id);
    }

    [Fact]
    public async Task Resubmit_AFailedJob_BeginsAnew()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync(job => job with { Key = "k", Arguments = new byte[] { 9 } });
        await run.Run.CheckpointAsync(new byte[] { 5 }, 0.4, cancellation: Token);
        run.Fail();
        await host.UntilAsync(run.Id, JobState.Failure);
        Assert.Equal(JobCommandResult.Done, await host.DoAsync(run.Id, JobCommand.Resubmit));
        var again = await host.Worker.NextAsync();
        Assert.Equal((run.Id, 0.0), (again.Id, again.Run.Progress));
        Assert.Equal([9], again.Run.Arguments.ToArray());
        Assert.True(again.Run.Checkpoint.IsEmpty);
        again.Fail();
        await host.UntilAsync(run.Id, JobState.Failure, times: 2);

        // Another with its key is there by now.
        await host.SubmitAndRunAsync(job => job with { Key = "k" });
        Assert.Equal(JobCommandResult.NotPossible, await host.DoAsync(run.Id, JobCommand.Resubmit));
        Assert.Equal(2, host.Worker.Ended.Count);
    }

    [Fact]
    public async Task Delete_AJobThatIsOver_ForgetsIt()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync();
        Assert.Equal(JobCommandResult.NotPossible, await host.DoAsync(run.Id, JobCommand.Delete));
        run.Succeed();
        await host.UntilAsync(run.Id, JobState.Success);
        Assert.Equal(JobCommandResult.Done, await host.DoAsync(run.Id, JobCommand.Delete));
        Assert.Null(await host.Engine.FindAsync(run.Id, Token));
        Assert.Equal(JobCommandResult.Unknown, await host.DoAsync(run.Id, JobCommand.Delete));
    }
}
