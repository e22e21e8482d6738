using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Jobs.Tests;

/// <summary>What becomes of jobs when a server stops or dies, and when its database does not answer.</summary>
public sealed class StopTests
{
    private static readonly JobEngineOptions _other = new() { Server = "other" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_AJobRuns_IsPendingAndGoesOnAtTheNextStart()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync();
        run.Lingers = true;
        var stopping = host.Engine.StopAsync(Token);
        await run.Stopped;
        Assert.Equal(JobStopReason.ServerStops, run.Run.StopReason);
        await run.Run.CheckpointAsync(new byte[] { 8 }, 0.8, cancellation: Token);
        Assert.False(stopping.IsCompleted);
        var late = await host.SubmitAsync();
        run.Cancel();
        await stopping;
        Assert.Equal(JobState.Pending, (await host.Store.FindAsync(run.Id, Token))?.State);
        Assert.Equal(JobState.Pending, (await host.Store.FindAsync(late.Id, Token))?.State);
        Assert.Empty(host.Worker.Ended);

        // Another server need not wait for the lease.
        await using var next = await JobsHost.StartAsync(host.Clock, host.Store, _other);
        run = await next.Worker.NextAsync();
        Assert.Equal([8], run.Run.Checkpoint.ToArray());
        Assert.Equal(0, run.Run.FailedAttempts);
    }

    [Fact]
    public async Task Stop_AWorkerHangs_DoesNotWaitForEver()
    {
        var deaf = new SteeredWorker { IsDeaf = true };
        await using var host = await JobsHost.StartAsync(change: kind => kind with { Worker = deaf });
        await host.SubmitAsync();
        await deaf.NextAsync();
        using var limit = new CancellationTokenSource();
        var stopping = host.Engine.StopAsync(limit.Token);
        await limit.CancelAsync();
        await stopping.WaitAsync(SteeredWorker.Patience, Token);
        Assert.Contains(host.Log.Collector.GetSnapshot(), record => record.Id.Id == 8008);
    }

    [Fact]
    public async Task Start_AfterThisServerDied_TakesItsJobsUpAtOnce()
    {
        await using var dead = await JobsHost.StartAsync();
        var run = await dead.SubmitAndRunAsync();
        await run.Run.CheckpointAsync(new byte[] { 3 }, 0.3, cancellation: Token);
        await using var next = await JobsHost.StartAsync(dead.Clock, dead.Store);
        var again = await next.Worker.NextAsync();
        Assert.Equal((run.Id, 2L), (again.Id, again.Run.Number));
        Assert.Equal([3], again.Run.Checkpoint.ToArray());
        Assert.Equal(0.3, again.Run.Progress);

        // What the dead one still does does not count.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Run.CheckpointAsync(new byte[] { 4 }, 0.4, cancellation: Token).AsTask());
        run.Succeed();
        again.Fail();
        await next.UntilAsync(run.Id, JobState.Failure);
        Assert.Equal(JobState.Failure, (await next.FindAsync(run.Id)).State);
    }

    [Fact]
    public async Task Lease_OfAnotherServerThatDied_IsWaitedFor()
    {
        var clock = new FakeTimeProvider();
        var store = new MemoryJobStore(clock);
        var cable = new FaultyStore(store);
        await using var dead = await JobsHost.StartAsync(clock, cable);
        var run = await dead.SubmitAndRunAsync();
        cable.IsBroken = true;
        await using var next = await JobsHost.StartAsync(clock, store, _other);
        var sentinel = await next.SubmitAndRunAsync();
        Assert.NotEqual(run.Id, sentinel.Id);
        sentinel.Succeed();
        await next.UntilAsync(sentinel.Id, JobState.Success);
        Assert.Equal(0, next.Worker.Waiting);

        // The one that cannot renew gives up before another may begin.
        clock.Advance(TimeSpan.FromSeconds(10));
        await cable.UntilRefusedAsync(1);
        await dead.Engine.RenewedAsync();
        clock.Advance(TimeSpan.FromSeconds(5));
        await cable.UntilRefusedAsync(2);
        Assert.Equal(JobStopReason.None, run.Run.StopReason);
        clock.Advance(TimeSpan.FromSeconds(5));
        await run.Stopped;
        Assert.Equal(JobStopReason.LeaseLost, run.Run.StopReason);
        Assert.Equal(0, next.Worker.Waiting);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(run.Id, (await next.Worker.NextAsync()).Id);
    }

    [Fact]
    public async Task Lease_OfALongRun_IsRenewed()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync();
        await using var other = await JobsHost.StartAsync(host.Clock, host.Store, _other with { PollInterval = TimeSpan.FromSeconds(5) });
        for (var i = 0; i < 60; i++)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(5));
            await host.Engine.RenewedAsync();
        }

        Assert.Equal(0, other.Worker.Waiting);
        run.Succeed();
        await host.UntilAsync(run.Id, JobState.Success);
    }

    [Fact]
    public async Task Lost_AgainAndAgain_FailsTheJob()
    {
        await using var host = await JobsHost.StartAsync(new JobEngineOptions { MaxLosses = 3 });
        var run = await host.SubmitAndRunAsync();
        Assert.False(run.Run.IsLastChance);
        var hosts = new List<JobsHost>();
        for (var i = 0; i < 3; i++)
        {
            hosts.Add(await JobsHost.StartAsync(host.Clock, host.Store, new JobEngineOptions { MaxLosses = 3 }));
            if (i < 2)
                Assert.Equal(i == 1, (await hosts[i].Worker.NextAsync()).Run.IsLastChance);
        }

        Assert.Equal(JobError.Lost, (await hosts[2].UntilAsync(run.Id, JobState.Failure)).Error);
        foreach (var one in hosts)
            await one.DisposeAsync();
    }

    [Fact]
    public async Task Database_AwayWhenARunEnds_IsTriedAgain()
    {
        var clock = new FakeTimeProvider();
        var cable = new FaultyStore(new MemoryJobStore(clock));
        await using var host = await JobsHost.StartAsync(clock, cable);
        var run = await host.SubmitAndRunAsync();
        cable.IsBroken = true;
        await Assert.ThrowsAsync<IOException>(() => host.SubmitAsync());
        await Assert.ThrowsAsync<JobNotSavedException>(() => run.Run.CheckpointAsync(new byte[] { 1 }, 0.1, cancellation: Token).AsTask());
        var refused = cable.Refused;
        run.Succeed();
        await cable.UntilRefusedAsync(refused + 1);
        cable.IsBroken = false;
        while (!host.Changes.Any(job => job.IsOver))
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.Equal(JobState.Success, (await host.FindAsync(run.Id)).State);
    }

    [Fact]
    public async Task Database_AwayWhenAStepIsSaved_TheJobIsRunAgainFromTheStepBefore()
    {
        var clock = new FakeTimeProvider();
        var cable = new FaultyStore(new MemoryJobStore(clock));
        await using var host = await JobsHost.StartAsync(clock, cable);
        var run = await host.SubmitAndRunAsync();
        await run.Run.CheckpointAsync(new byte[] { 1 }, 0.1, cancellation: Token);
        cable.IsBroken = true;
        var fault = await Assert.ThrowsAsync<JobNotSavedException>(() => run.Run.CheckpointAsync(new byte[] { 2 }, 0.2, cancellation: Token).AsTask());
        var refused = cable.Refused;
        run.Throw(fault);
        await cable.UntilRefusedAsync(refused + 1);
        cable.IsBroken = false;
        var next = host.Worker.NextAsync();
        while (!next.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Run(static () => { }, Token);
        }

        var again = await next;
        Assert.Equal((run.Id, 0), (again.Id, again.Run.FailedAttempts));
        Assert.Equal([1], again.Run.Checkpoint.ToArray());
    }

    [Fact]
    public async Task Dispose_WithoutStop_StopsWithoutPatience()
    {
        var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync();
        await host.DisposeAsync();
        await run.Stopped;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => host.Engine.WaitForAsync(run.Id, Token).AsTask());
    }
}
