using Xunit;

namespace Belfry.Jobs.Tests;

/// <summary>Which job comes next, and how many run at once.</summary>
public sealed class OrderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Next_SeveralWait_ByPriorityThenBySubmission()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync();
        List<(int Priority, Guid Id)> waiting = [];
        foreach (var priority in new[] { 0, 5, -3, 5, 0 })
            waiting.Add((priority, (await host.SubmitAsync(job => job with { Priority = priority })).Id));
        foreach (var (_, id) in waiting.OrderByDescending(job => job.Priority))
        {
            Assert.Equal(0, host.Worker.Waiting);
            run.Succeed();
            run = await host.Worker.NextAsync();
            Assert.Equal(id, run.Id);
        }
    }

    [Fact]
    public async Task Concurrency_OfAKindAndOverall_IsKept()
    {
        var second = new SteeredWorker();
        var third = new SteeredWorker();
        await using var host = await JobsHost.StartAsync(
            new JobEngineOptions { Concurrency = 3 },
            kind => kind with { Concurrency = 2 },
            new JobKind("Second", second) { Concurrency = 2 },
            new JobKind("Third", third) { IsCounted = false, Concurrency = 1 });
        List<SteeredRun> first = [await host.SubmitAndRunAsync(), await host.SubmitAndRunAsync()];
        var waiting = await host.SubmitAsync();

        // The full kind does not hold the others up.
        await host.SubmitAsync(job => job with { Kind = "Second" });
        var other = await second.NextAsync();
        var blocked = await host.SubmitAsync(job => job with { Kind = "Second" });

        // Three run: no more of the counted kinds, but one of the other.
        await host.SubmitAsync(job => job with { Kind = "Third" });
        await third.NextAsync();
        await host.SubmitAsync(job => job with { Kind = "Third" });
        Assert.Equal(4, (await host.Engine.ListAsync(Token)).Count(job => job.State == JobState.Running));
        Assert.Equal((0, 0, 0), (host.Worker.Waiting, second.Waiting, third.Waiting));

        other.Succeed();
        Assert.Equal(blocked.Id, (await second.NextAsync()).Id);
        first[0].Succeed();
        Assert.Equal(waiting.Id, (await host.Worker.NextAsync()).Id);
    }

    [Fact]
    public async Task Hang_OfADestination_LeavesPlacesToTheOthers()
    {
        await using var host = await JobsHost.StartAsync(
            new JobEngineOptions { Concurrency = 9 }, kind => kind with { Concurrency = 4, LaneConcurrency = 2 });
        List<SteeredRun> hanging = [];
        for (var i = 0; i < 5; i++)
            await host.SubmitAsync(job => job with { Lane = "hangs" });
        for (var i = 0; i < 2; i++)
            hanging.Add(await host.Worker.NextAsync());
        for (var i = 0; i < 3; i++)
        {
            // Both those that begin at once and those that were found waiting.
            var run = await host.SubmitAndRunAsync(job => job with { Lane = "serves" });
            var second = await host.SubmitAndRunAsync(job => job with { Lane = "serves" });
            var waiting = await host.SubmitAsync(job => job with { Lane = "serves" });
            run.Succeed();
            var third = await host.Worker.NextAsync();
            Assert.Equal(waiting.Id, third.Id);
            second.Succeed();
            third.Succeed();
            await host.UntilAsync(second.Id, JobState.Success);
            await host.UntilAsync(third.Id, JobState.Success);
        }

        Assert.Equal(0, host.Worker.Waiting);
        hanging[0].Succeed();
        await host.Worker.NextAsync();
        Assert.Equal(2, (await host.Engine.ListAsync(Token)).Count(job => job.State == JobState.Running));
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(9, 2)]
    public async Task Lane_WithoutANumber_NeverHasAllPlaces(int counted, int ofTheKind)
    {
        await using var host = await JobsHost.StartAsync(new JobEngineOptions { Concurrency = counted }, kind => kind with { Concurrency = ofTheKind });
        var hanging = await host.SubmitAndRunAsync(job => job with { Lane = "hangs" });
        var waiting = await host.SubmitAsync(job => job with { Lane = "hangs" });
        (await host.SubmitAndRunAsync(job => job with { Lane = "serves" })).Succeed();
        (await host.SubmitAndRunAsync()).Succeed();
        Assert.Equal(JobState.Pending, (await host.FindAsync(waiting.Id)).State);
        hanging.Succeed();
        Assert.Equal(waiting.Id, (await host.Worker.NextAsync()).Id);
    }

    [Fact]
    public async Task Hang_OfOneWorker_LeavesTheOthersRunning()
    {
        var other = new SteeredWorker();
        using var gate = new ManualResetEventSlim();
        var blocking = new BlockingWorker(gate);
        await using var host = await JobsHost.StartAsync(others: [new JobKind("Blocking", blocking), new JobKind("Second", other)]);
        await host.SubmitAsync(job => job with { Kind = "Blocking" });
        await blocking.Begun.Task.WaitAsync(SteeredWorker.Patience, Token);
        for (var i = 0; i < 3; i++)
        {
            var job = await host.SubmitAsync(job => job with { Kind = "Second" });
            (await other.NextAsync()).Succeed();
            await host.UntilAsync(job.Id, JobState.Success);
        }

        gate.Set();
    }

    /// <summary>Holds its thread.</summary>
    private sealed class BlockingWorker(ManualResetEventSlim gate) : IJobWorker
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<JobOutcome> RunAsync(JobRun run, CancellationToken cancellation)
        {
            Begun.SetResult();
            gate.Wait(Token);
            return new(JobOutcome.Succeeded);
        }
    }
}
