using System.Threading.Channels;
using Xunit;

namespace Belfry.Jobs.Tests;

/// <summary>A job from its submission to its end.</summary>
public sealed class JobEngineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Submit_ThereIsRoom_RunsAndSucceeds()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync(job => job with { Arguments = new byte[] { 1, 2 }, Content = """{"a":1}""", UserData = "[3]", Priority = 4 });
        Assert.Equal([1, 2], run.Run.Arguments.ToArray());
        Assert.True(run.Run.Checkpoint.IsEmpty);
        Assert.Equal(1, run.Run.Number);
        host.Clock.Advance(TimeSpan.FromSeconds(5));
        run.Run.Report(0.25, """{"a":2}""");
        var running = await host.FindAsync(run.Id);
        Assert.Equal((JobState.Running, 0.25, """{"a":2}"""), (running.State, running.Progress, running.Content));
        Assert.Equal(TimeSpan.FromSeconds(5), running.Runtime);
        Assert.Equal(host.Clock.GetUtcNow() + TimeSpan.FromSeconds(15), running.EstimatedEnd);

        run.Succeed();
        var over = await host.Engine.WaitForAsync(run.Id, Token);
        Assert.NotNull(over);
        Assert.Equal((JobState.Success, 1.0, 4, "[3]"), (over.State, over.Progress, over.Priority, over.UserData));
        Assert.Equal(host.Clock.GetUtcNow(), over.Completed);
        Assert.Equal(TimeSpan.FromSeconds(5), over.Runtime);
        Assert.Null(over.EstimatedEnd);
        Assert.Null(over.Error);
        Assert.Equal([JobState.Running, JobState.Success], host.Changes.Select(job => job.State));
        Assert.Equal(over.Id, Assert.Single(host.Worker.Ended).Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Submit_TheKindBeginsAtOnce_ItsWorkerIsCalledBySubmitter(bool beginsAtOnce)
    {
        var worker = new ThreadWorker();
        var kind = new JobKind("Prompt", worker) { BeginsAtOnce = beginsAtOnce };
        await using var host = await JobsHost.StartAsync(others: kind);
        var isCalledBySubmitter = false;

        // While the engine looks for jobs it has all places, and begins the next itself.
        for (var i = 0; i < 50; i++)
        {
            var submitter = await OnOwnThreadAsync(() => host.Engine.SubmitAsync(new NewJob { Kind = "Prompt" }, Token).AsTask());
            isCalledBySubmitter |= await worker.NextCallAsync() == submitter;
        }

        Assert.Equal(beginsAtOnce, isCalledBySubmitter);

        static Task<Thread> OnOwnThreadAsync(Func<Task> work) => Task.Factory.StartNew(
            async () =>
            {
                var own = Thread.CurrentThread;
                await work();
                return own;
            },
            Token,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap();
    }

    [Fact]
    public async Task Submit_TheKeyIsThere_GivesTheJobThatIsThere()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync(job => job with { Key = "1.2" });
        var second = await host.Engine.SubmitAsync(new NewJob { Kind = JobsHost.Kind, Key = "1.2" }, Token);
        Assert.False(second.IsNew);
        Assert.Equal(run.Id, second.Job.Id);
        Assert.True((await host.Engine.SubmitAsync(new NewJob { Kind = JobsHost.Kind, Key = "1.3" }, Token)).IsNew);

        run.Succeed();
        await host.UntilAsync(run.Id, JobState.Success);
        Assert.True((await host.Engine.SubmitAsync(new NewJob { Kind = JobsHost.Kind, Key = "1.2" }, Token)).IsNew);
    }

    [Fact]
    public async Task Submit_WhatCannotBe_IsTheCallersFault()
    {
        await using var host = await JobsHost.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => host.Engine.SubmitAsync(new NewJob { Kind = "Other" }, Token).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => host.SubmitAsync(job => job with { Content = "{" }));
        await Assert.ThrowsAsync<ArgumentException>(() => host.SubmitAsync(job => job with { UserData = "x" }));
        Assert.Empty(await host.Engine.ListAsync(Token));
    }

    [Fact]
    public async Task Submit_BeforeTheStart_WaitsForIt()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var host = new JobsHost(clock, new MemoryJobStore(clock));
        var job = await host.SubmitAsync();
        Assert.Equal(JobState.Pending, job.State);
        await host.Engine.StartAsync(Token);
        Assert.Equal(job.Id, (await host.Worker.NextAsync()).Id);
    }

    [Fact]
    public async Task Submit_WithADelay_BeginsWhenItIsOver()
    {
        await using var host = await JobsHost.StartAsync();
        var job = await host.SubmitAsync(job => job with { Delay = TimeSpan.FromMinutes(1) });
        var sentinel = await host.SubmitAndRunAsync();
        Assert.NotEqual(job.Id, sentinel.Id);
        Assert.Equal(JobState.Pending, (await host.FindAsync(job.Id)).State);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(job.Id, (await host.Worker.NextAsync()).Id);
    }

    [Fact]
    public async Task Run_TheWorkerThrows_FailsItsJobOnly()
    {
        await using var host = await JobsHost.StartAsync();
        var bad = await host.SubmitAndRunAsync();
        var good = await host.SubmitAsync();
        bad.Throw(new FormatException("secret"));
        var failed = await host.UntilAsync(bad.Id, JobState.Failure);
        Assert.Equal(JobError.Internal with { Details = "FormatException" }, failed.Error);
        Assert.Contains(host.Log.Collector.GetSnapshot(), record => record.Id.Id == 8005 && record.Exception is FormatException);
        var run = await host.Worker.NextAsync();
        Assert.Equal(good.Id, run.Id);
    }

    [Fact]
    public async Task Run_CancelledWithoutBeingTold_IsAFault()
    {
        await using var host = await JobsHost.StartAsync();
        var run = await host.SubmitAndRunAsync();
        run.Cancel();
        Assert.Equal(-1, (await host.UntilAsync(run.Id, JobState.Failure)).Error?.Code);
    }

    [Fact]
    public async Task WaitFor_EachCase_Ends()
    {
        await using var host = await JobsHost.StartAsync(change: kind => kind with { Concurrency = 2 });
        Assert.Null(await host.Engine.WaitForAsync(Guid.Empty, Token));
        var run = await host.SubmitAndRunAsync();
        var waiting = host.Engine.WaitForAsync(run.Id, Token).AsTask();
        run.Fail(17);
        Assert.Equal(17, (await waiting)?.Error?.Code);
        Assert.Equal(17, (await host.Engine.WaitForAsync(run.Id, Token))?.Error?.Code);

        var second = await host.SubmitAndRunAsync();
        var abandoned = host.Engine.WaitForAsync(second.Id, Token).AsTask();
        using var impatient = new CancellationTokenSource();
        var cancelled = host.Engine.WaitForAsync(second.Id, impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await host.Engine.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => abandoned);
    }

    [Fact]
    public async Task Observe_AnObserverThrows_TheOthersAreTold()
    {
        await using var host = await JobsHost.StartAsync();
        using var bad = host.Engine.Observe(_ => throw new FormatException());
        List<JobState> told = [];
        using (host.Engine.Observe(job => told.Add(job.State)))
        {
            var run = await host.SubmitAndRunAsync();
            run.Succeed();
            await host.Engine.WaitForAsync(run.Id, Token);
        }

        await host.SubmitAndRunAsync();

        // One that waits for its turn first is told of, too.
        Assert.Equal([JobState.Running, JobState.Success], told.Where(static state => state != JobState.Pending));
        Assert.Contains(host.Log.Collector.GetSnapshot(), record => record.Id.Id == 8000);
    }

    [Fact]
    public async Task History_MoreThanAreKept_ForgetsTheOldest()
    {
        await using var host = await JobsHost.StartAsync(new JobEngineOptions { HistorySize = 2 });
        List<Guid> ids = [];
        for (var i = 0; i < 4; i++)
        {
            var run = await host.SubmitAndRunAsync();
            ids.Add(run.Id);
            run.Succeed();
            await host.UntilAsync(run.Id, JobState.Success);
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(ids[2..], (await host.Engine.ListAsync(Token)).Select(job => job.Id));
    }

    private sealed class ThreadWorker : IJobWorker
    {
        private readonly Channel<Thread> _calls = Channel.CreateUnbounded<Thread>();

        public async Task<Thread> NextCallAsync() => await _calls.Reader.ReadAsync(Token);

        public ValueTask<JobOutcome> RunAsync(JobRun run, CancellationToken cancellation)
        {
            _calls.Writer.TryWrite(Thread.CurrentThread);
            return new ValueTask<JobOutcome>(JobOutcome.Succeeded);
        }

        public void OnEnded(Job job)
        {
        }
    }
}
