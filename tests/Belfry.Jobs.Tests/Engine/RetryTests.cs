using CsCheck;
using Xunit;

namespace Belfry.Jobs.Tests;

/// <summary>Attempts that fail, and jobs whose time runs out.</summary>
public sealed class RetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Retry_UntilTheLimit_WaitsLongerEachTimeAndFails()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync();
        await run.Run.CheckpointAsync(new byte[] { 7 }, 0.5, cancellation: Token);
        run.Retry();
        var waiting = await host.UntilAsync(run.Id, JobState.Retry);
        Assert.Equal((1, "no answer"), (waiting.FailedAttempts, waiting.Error?.Description));
        Assert.Equal(host.Clock.GetUtcNow() + TimeSpan.FromSeconds(1), waiting.Due);

        host.Clock.Advance(TimeSpan.FromSeconds(1));
        run = await host.Worker.NextAsync();
        Assert.Equal((1, 2L), (run.Run.FailedAttempts, run.Run.Number));
        Assert.Equal([7], run.Run.Checkpoint.ToArray());
        run.Retry();
        waiting = await host.UntilAsync(run.Id, JobState.Retry, times: 2);
        Assert.Equal(host.Clock.GetUtcNow() + TimeSpan.FromSeconds(2), waiting.Due);

        host.Clock.Advance(TimeSpan.FromSeconds(2));
        run = await host.Worker.NextAsync();
        run.Retry();
        var failed = await host.UntilAsync(run.Id, JobState.Failure);
        Assert.Equal(9, failed.Error?.Code);
        Assert.Equal(0, host.Worker.Waiting);
    }

    [Fact]
    public async Task Retry_BeforeItsTime_DoesNotRun()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync();
        run.Retry(TimeSpan.FromMinutes(5));
        await host.UntilAsync(run.Id, JobState.Retry);
        host.Clock.Advance(TimeSpan.FromMinutes(4));
        var other = await host.SubmitAndRunAsync();
        Assert.NotEqual(run.Id, other.Id);
        other.Succeed();
        await host.UntilAsync(other.Id, JobState.Success);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(run.Id, (await host.Worker.NextAsync()).Id);
    }

    [Fact]
    public async Task Hasten_WhileItWaits_RunsAtOnceFromItsCheckpoint()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync();
        await run.Run.CheckpointAsync(new byte[] { 7 }, 0.5, cancellation: Token);
        run.Retry(TimeSpan.FromMinutes(5));
        await host.UntilAsync(run.Id, JobState.Retry);
        Assert.Equal(JobCommandResult.Done, await host.DoAsync(run.Id, JobCommand.Hasten));
        var again = await host.Worker.NextAsync();
        Assert.Equal((run.Id, 1), (again.Id, again.Run.FailedAttempts));
        Assert.Equal([7], again.Run.Checkpoint.ToArray());
    }

    [Fact]
    public async Task Resume_AfterAPauseWhileItWaited_RunsAtOnce()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync();
        run.Retry(TimeSpan.FromMinutes(5));
        await host.UntilAsync(run.Id, JobState.Retry);
        await host.DoAsync(run.Id, JobCommand.Pause);
        Assert.Equal(JobCommandResult.Done, await host.DoAsync(run.Id, JobCommand.Resume));
        Assert.Equal(run.Id, (await host.Worker.NextAsync()).Id);
    }

    [Fact]
    public async Task Retry_AfterItExpires_FailsAtOnceWithTheLastError()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync(job => job with { TimeToLive = TimeSpan.FromMinutes(1) });
        run.Retry(TimeSpan.FromMinutes(1));
        Assert.Equal(9, (await host.UntilAsync(run.Id, JobState.Failure)).Error?.Code);
    }

    [Fact]
    public async Task Expire_WhileItWaits_FailsThoughNoSlotIsFree()
    {
        await using var host = await JobsHost.StartAsync(change: kind => kind with { TimeToLive = TimeSpan.FromMinutes(1) });
        await host.SubmitAndRunAsync(job => job with { TimeToLive = TimeSpan.FromDays(1) });
        var waiting = await host.SubmitAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(JobError.Expired, (await host.UntilAsync(waiting.Id, JobState.Failure)).Error);
        Assert.Equal(waiting.Id, Assert.Single(host.Worker.Ended).Id);
    }

    [Fact]
    public async Task Succeed_AfterAFailedAttempt_HasNoError()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync();
        run.Retry(TimeSpan.Zero);
        run = await host.Worker.NextAsync();
        run.Succeed();
        Assert.Null((await host.UntilAsync(run.Id, JobState.Success)).Error);
    }

    [Fact]
    public void DelayAfter_ManyFailures_GrowsToItsLimit()
    {
        var policy = new RetryPolicy { FirstDelay = TimeSpan.FromSeconds(2), Factor = 3, MaxDelay = TimeSpan.FromSeconds(50), Jitter = 0 };
        Assert.Equal([2, 6, 18, 50, 50], Enumerable.Range(1, 5).Select(failures => policy.DelayAfter(failures, 0.9).TotalSeconds));
    }

    [Fact]
    public void DelayAfter_AnyPolicy_StaysWithinItsJitterAndLimit() =>
        Gen.Select(Gen.Int[1, 5000], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[1, 10], Gen.Int[1, 3600]).Sample((failures, random, jitter, factor, longest) =>
        {
            var policy = new RetryPolicy { Jitter = jitter, Factor = factor, MaxDelay = TimeSpan.FromSeconds(longest) };
            var delay = policy.DelayAfter(failures, random).TotalSeconds;
            var middle = (policy with { Jitter = 0 }).DelayAfter(failures, 0.5).TotalSeconds;
            Assert.InRange(delay, (middle * (1 - jitter)) - 0.001, Math.Min(longest, middle * (1 + jitter)) + 0.001);
        });
}
