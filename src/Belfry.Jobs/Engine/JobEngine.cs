using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Belfry.Jobs;

/// <summary>
/// Runs jobs: those submitted here, and on a shared database those of other servers that are gone. Every change is durable when the call that made
/// it returns; the end of a job a moment later (<see cref="IJobStore.EndAsync"/>). Workers run side by side, within the limits of their kinds; one that hangs keeps its slot and nothing else,
/// and those of one lane (<see cref="NewJob.Lane"/>) never have them all. Thread-safe.
/// </summary>
/// <remarks>
/// All methods throw <see cref="IOException"/> when the database cannot be read or written, and nothing was changed then.
/// Nothing polls, unless other servers use the same database (<see cref="JobEngineOptions.PollInterval"/>).
/// </remarks>
public sealed partial class JobEngine : IAsyncDisposable
{
    private readonly IJobStore _store;
    private readonly Dictionary<string, JobKind> _kinds;
    private readonly JobEngineOptions _options;
    private readonly TimeProvider _clock;
    private readonly Random _random;
    private readonly ILogger _logger;
    private readonly JobSlots _slots;
    private readonly JobWatchers _watchers;
    private readonly JobOwner _owner;
    private readonly RunningJobs _running;

    /// <param name="store">Where jobs are kept; stays the caller's.</param>
    /// <param name="kinds">What this server can do. Jobs of other kinds are kept and wait.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="clock">Time.</param>
    /// <param name="random">Spreads the times of retries; used by one at a time.</param>
    /// <param name="logger">Where it logs; no contents of jobs.</param>
    public JobEngine(IJobStore store, IReadOnlyList<JobKind> kinds, JobEngineOptions options, TimeProvider clock, Random random, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        _store = store;
        _kinds = kinds.ToDictionary(static kind => kind.Name, StringComparer.Ordinal);
        _options = options;
        _clock = clock;
        _random = random;
        _logger = logger;
        _slots = new JobSlots(kinds, options.Concurrency);
        _watchers = new JobWatchers(logger);
        _owner = new JobOwner(options.Server, NewId());
        _running = new RunningJobs(clock);
    }

    /// <summary>The kinds that this server can do.</summary>
    public IEnumerable<string> Kinds => _kinds.Keys;

    /// <summary>
    /// Submits a job. When there is room it begins at once; either way it is durable when this returns. May be called before
    /// <see cref="StartAsync"/>, and while the engine stops: the job then waits for the next start.
    /// </summary>
    /// <returns>The job, or the one with the same kind and key that is not over.</returns>
    /// <exception cref="ArgumentException">The kind is not one of this server, or content or user data are no JSON.</exception>
    public async ValueTask<JobSubmission> SubmitAsync(NewJob job, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(job);
        var kind = Check(job);
        if (job.TimeToLive is null && kind.TimeToLive is not null)
            job = job with { TimeToLive = kind.TimeToLive };

        var leasedAt = _clock.GetTimestamp();
        var mayBegin = job.Delay <= TimeSpan.Zero && IsServing && _slots.TryTake(kind, job.Lane);
        try
        {
            var (submission, lease) = await _store.SubmitAsync(job, NewId(), mayBegin ? _owner : null, _options.LeaseDuration, cancellation);
            if (!submission.IsNew)
                return submission;
            LogSubmitted(submission.Job.Kind, submission.Job.Id);
            _watchers.Tell(submission.Job);
            if (lease is not null)
            {
                mayBegin = false;
                Begin(new ClaimedJob(submission.Job, lease, job.Arguments, default), kind, leasedAt, kind.BeginsAtOnce);
            }
            else
            {
                Look(submission.Job);
            }

            return submission;
        }
        finally
        {
            if (mayBegin)
                GiveSlot(kind, job.Lane);
        }
    }

    /// <summary>A job as it is now; null for none.</summary>
    public async ValueTask<Job?> FindAsync(Guid id, CancellationToken cancellation) =>
        await _store.FindAsync(id, cancellation) is { } job ? _running.Complete(job) : null;

    /// <summary>What was submitted for the worker of a job; null when there is no such job.</summary>
    public ValueTask<ReadOnlyMemory<byte>?> ReadArgumentsAsync(Guid id, CancellationToken cancellation) => _store.ReadArgumentsAsync(id, cancellation);

    /// <summary>All jobs, in the order of their submission.</summary>
    public async ValueTask<IReadOnlyList<Job>> ListAsync(CancellationToken cancellation) =>
        [.. (await _store.ListAsync(cancellation)).Select(_running.Complete)];

    /// <summary>Does what is asked for a job. What is asked of a running job happens when its worker has stopped.</summary>
    public async ValueTask<JobCommandResult> DoAsync(Guid id, JobCommand command, CancellationToken cancellation)
    {
        var (result, job) = await _store.CommandAsync(id, command, _options.HistorySize, cancellation);
        if (result != JobCommandResult.Done || job is null)
            return result;
        LogCommand(command, job.Kind, id);
        if (command == JobCommand.Delete)
        {
            _watchers.Complete(id, null);
            return result;
        }

        if (job.Request != JobRequest.None)
            _running.Find(id)?.Run.Stop(ReasonOf(job.Request));
        TellOfChange(job);
        if (!job.IsOver)
            Look(job);
        return result;
    }

    /// <summary>Waits until a job is over. A paused job is waited for, too.</summary>
    /// <returns>The job; null when there is none, or when it was deleted.</returns>
    /// <exception cref="ObjectDisposedException">The engine was disposed before.</exception>
    public async ValueTask<Job?> WaitForAsync(Guid id, CancellationToken cancellation)
    {
        using var waiter = _watchers.WaitFor(id);
        if (await _store.FindAsync(id, cancellation) is not { IsOver: false } job)
            return await FindAsync(id, cancellation);
        return await waiter.Ended.WaitAsync(cancellation);
    }

    /// <summary>
    /// Has a job's changes told: its submission, and each new state, by this server. Called on threads of the engine; must be quick. An exception is
    /// logged.
    /// </summary>
    /// <returns>Ends it when disposed.</returns>
    public IDisposable Observe(Action<Job> onChange) => _watchers.Observe(onChange);

    private static JobStopReason ReasonOf(JobRequest request) => request == JobRequest.Cancel ? JobStopReason.Cancelled : JobStopReason.Paused;

    private JobKind Check(NewJob job)
    {
        if (!_kinds.TryGetValue(job.Kind, out var kind))
            throw new ArgumentException($"This server has no jobs of the kind {job.Kind}.", nameof(job));
        CheckJson(job.Content, "content");
        if (job.UserData is not null)
            CheckJson(job.UserData, "user data");
        return kind;
    }

    private static void CheckJson(string text, string what)
    {
        if (text == "{}")
            return;
        try
        {
            using var document = JsonDocument.Parse(text);
        }
        catch (JsonException fault)
        {
            throw new ArgumentException($"The {what} of a job is no JSON.", nameof(text), fault);
        }
    }

    // Told to the worker, which may hold something for it, then to observers and to those who wait.
    private void TellOfChange(Job job)
    {
        if (job.IsOver)
            TellOfEnd(job);
        _watchers.Tell(job);
    }

    private void TellOfEnd(Job job)
    {
        LogEnded(job.Kind, job.Id, job.State, job.Error?.Code ?? 0);
        if (!_kinds.TryGetValue(job.Kind, out var kind))
            return;
        try
        {
            kind.Worker.OnEnded(job);
        }
        catch (Exception fault)
        {
            LogFault(job.Kind, job.Id, fault);
        }
    }

    // Named by time, so that the index of the table grows at its end.
    private Guid NewId() => Guid.CreateVersion7(_clock.GetUtcNow());
}
