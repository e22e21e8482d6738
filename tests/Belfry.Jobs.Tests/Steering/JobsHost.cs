using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Jobs.Tests;

/// <summary>An engine with a worker that the test steers, and a clock that the test moves.</summary>
internal sealed class JobsHost : IAsyncDisposable
{
    public const string Kind = "Steered";

    private readonly Lock _lock = new();
    private readonly List<Job> _changes = [];
    private readonly IDisposable _observation;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JobsHost(FakeTimeProvider clock, IJobStore store, JobEngineOptions? options = null, Func<JobKind, JobKind>? change = null, params JobKind[] others)
    {
        Clock = clock;
        Store = store;
        var kind = new JobKind(Kind, Worker) { Retry = new RetryPolicy { Jitter = 0, MaxAttempts = 3 } };
        Engine = new JobEngine(store, [change?.Invoke(kind) ?? kind, .. others], options ?? new JobEngineOptions(), clock, new Random(1), Log);
        _observation = Engine.Observe(OnChange);
    }

    public FakeTimeProvider Clock { get; }

    public IJobStore Store { get; }

    public SteeredWorker Worker { get; } = new();

    public JobEngine Engine { get; }

    public FakeLogger Log { get; } = new();

    /// <summary>All that observers were told, in order.</summary>
    public IReadOnlyList<Job> Changes
    {
        get
        {
            lock (_lock)
                return [.. _changes];
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<JobsHost> StartAsync(JobEngineOptions? options = null, Func<JobKind, JobKind>? change = null, params JobKind[] others)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        return await StartAsync(clock, new MemoryJobStore(clock), options, change, others);
    }

    public static async Task<JobsHost> StartAsync(
        FakeTimeProvider clock, IJobStore store, JobEngineOptions? options = null, Func<JobKind, JobKind>? change = null, params JobKind[] others)
    {
        var host = new JobsHost(clock, store, options, change, others);
        await host.Engine.StartAsync(Token);
        return host;
    }

    public async Task<Job> SubmitAsync(Func<NewJob, NewJob>? change = null)
    {
        var job = new NewJob { Kind = Kind };
        return (await Engine.SubmitAsync(change?.Invoke(job) ?? job, Token)).Job;
    }

    /// <summary>Submits a job and waits until it runs.</summary>
    public async Task<SteeredRun> SubmitAndRunAsync(Func<NewJob, NewJob>? change = null)
    {
        await SubmitAsync(change);
        return await Worker.NextAsync();
    }

    public async Task<Job> FindAsync(Guid id) => await Engine.FindAsync(id, Token) ?? throw new InvalidOperationException("No such job.");

    public async Task<JobCommandResult> DoAsync(Guid id, JobCommand command) => await Engine.DoAsync(id, command, Token);

    /// <summary>Waits until observers were told that a job is in a state, for the given time.</summary>
    public async Task<Job> UntilAsync(Guid id, JobState state, int times = 1)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_changes.Where(job => job.Id == id && job.State == state).ElementAtOrDefault(times - 1) is { } found)
                    return found;
                changed = _changed.Task;
            }

            await changed.WaitAsync(SteeredWorker.Patience, Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _observation.Dispose();
        await Engine.DisposeAsync();
    }

    private void OnChange(Job job)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _changes.Add(job);
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
