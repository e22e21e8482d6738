using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Belfry.Jobs;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Guard;
using Belfry.Orthanc.Lanes;
using Belfry.Orthanc.Loading;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Jobs;

/// <summary>
/// The jobs of native plugins as jobs of the server: submitted, stepped, paused, and made again after a restart by the plugins' readers of stored
/// jobs. Thread-safe.
/// </summary>
internal sealed partial class NativeJobs(PluginHost host) : IJobWorker
{
    /// <summary>The kind of all of them: what a plugin calls its own is known only when it submits one.</summary>
    public const string KindName = "NativePlugin";

    // Often enough that little is done twice after a crash, seldom enough that a job of a thousand short steps is not slowed.
    private static readonly TimeSpan _betweenCheckpoints = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, NativeJob> _alive = new();
    private readonly ConcurrentDictionary<Guid, string> _keys = new();
    private ImmutableList<(NativePlugin Plugin, nint Function)> _readers = [];

    /// <summary>The server's jobs; null until they run.</summary>
    public JobEngine? Engine { get; set; }

    /// <summary>Adds a reader of stored jobs.</summary>
    public OrthancErrorCode Register(NativePlugin plugin, nint reader)
    {
        if (reader == 0)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        ImmutableInterlocked.Update(ref _readers, static (all, one) => all.Add(one), (plugin, reader));
        return OrthancErrorCode.Success;
    }

    /// <summary>Submits a job; from now on it is the server's.</summary>
    /// <returns>Its identifier.</returns>
    public async Task<Guid> SubmitAsync(NativeJob job, string? content, string? serialized, int priority)
    {
        var engine = Engine ?? throw new ServiceException(OrthancErrorCode.DatabaseNotInitialized, "Jobs run when all plugins are initialised.");
#pragma warning disable RS0030 // A key in memory, never a UID.
        var key = Guid.NewGuid().ToString("N");
#pragma warning restore RS0030
        _alive[key] = job;
        try
        {
            var arguments = new NativeJobArguments(key, job.Type, serialized);
            var submitted = await engine.SubmitAsync(
                new NewJob { Kind = KindName, Arguments = arguments.ToBytes(), Content = ObjectOf(content), Priority = priority }, CancellationToken.None);
            if (_alive.ContainsKey(key))
                _keys[submitted.Job.Id] = key;
            return submitted.Job.Id;
        }
        catch
        {
            _alive.TryRemove(key, out _);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<JobOutcome> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var arguments = NativeJobArguments.Read(run.Arguments);
        _keys[run.Job.Id] = arguments.Key;
        if (!_alive.TryGetValue(arguments.Key, out var job))
        {
            job = await ReadAsync(arguments with { Serialized = run.Checkpoint.IsEmpty ? arguments.Serialized : Encoding.UTF8.GetString(run.Checkpoint.Span) });
            if (job is null)
                return JobOutcome.Failed(new JobError((int)OrthancErrorCode.NotImplemented, "No plugin can go on with the job", arguments.Type));
            _alive[arguments.Key] = job;
        }

        var lane = await job.Plugin.JobLanes.TakeAsync(cancellation);
        try
        {
            return await StepAsync(job, lane, run, cancellation);
        }
        catch (PluginThrewException thrown)
        {
            LogThrew(job.Plugin.Logger, thrown, job.Plugin.Name);
            return JobOutcome.Failed(new JobError((int)OrthancErrorCode.Plugin, "The plugin failed", job.Type));
        }
        finally
        {
            await job.Plugin.JobLanes.GiveBackAsync(lane, static () => { });
        }
    }

    /// <inheritdoc/>
    public void OnEnded(Job job)
    {
        // One that is submitted again is made again of what was kept.
        if (_keys.TryRemove(job.Id, out var key) && _alive.TryRemove(key, out var ended))
            _ = FinalizeAsync(ended);
    }

    private static async Task<JobOutcome> StepAsync(NativeJob job, NativeLane lane, JobRun run, CancellationToken cancellation)
    {
        var last = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (cancellation.IsCancellationRequested)
                return await StopAsync(job, lane, run, cancellation);
            var status = OrthancJobStepStatus.Failure;
            var (progress, content, serialized) = (0d, (string?)null, (string?)null);
            await lane.RunAsync(
                () =>
                {
                    status = job.Step();
                    if (status == OrthancJobStepStatus.Continue)
                    {
                        (progress, content) = (job.Progress(), job.Content());
                        if (TimeProvider.System.GetElapsedTime(last) >= _betweenCheckpoints)
                            serialized = job.Serialized();
                        return;
                    }

                    job.Stop(status == OrthancJobStepStatus.Success ? OrthancJobStopReason.Success : OrthancJobStopReason.Failure);
                    content = job.Content();
                },
                CancellationToken.None);
            run.Report(status == OrthancJobStepStatus.Success ? 1 : progress, ObjectOf(content));
            if (status == OrthancJobStepStatus.Success)
                return JobOutcome.Succeeded;
            if (status != OrthancJobStepStatus.Continue)
                return JobOutcome.Failed(new JobError((int)OrthancErrorCode.Plugin, "The plugin's job failed", job.Type));
            if (serialized is null)
                continue;
            last = TimeProvider.System.GetTimestamp();
            await run.CheckpointAsync(Encoding.UTF8.GetBytes(serialized), progress, cancellation: CancellationToken.None);
        }
    }

    private static async Task<JobOutcome> StopAsync(NativeJob job, NativeLane lane, JobRun run, CancellationToken cancellation)
    {
        var isOver = run.StopReason is JobStopReason.Cancelled or JobStopReason.LeaseLost;
        string? serialized = null;
        await lane.RunAsync(
            () =>
            {
                job.Stop(isOver ? OrthancJobStopReason.Canceled : OrthancJobStopReason.Paused);
                serialized = isOver ? null : job.Serialized();
            },
            CancellationToken.None);
        if (serialized is not null)
            await run.CheckpointAsync(Encoding.UTF8.GetBytes(serialized), run.Progress, cancellation: CancellationToken.None);
        throw new OperationCanceledException(cancellation);
    }

    // Each reader is asked until one makes the job: a plugin answers null for a kind that is not its own.
    private async Task<NativeJob?> ReadAsync(NativeJobArguments arguments)
    {
        if (arguments.Serialized is not { } serialized)
            return null;
        foreach (var (plugin, function) in _readers)
        {
            NativeJob? made = null;
            var lane = await plugin.JobLanes.TakeAsync(CancellationToken.None);
            try
            {
                await lane.RunAsync(() => made = Read(plugin, function, arguments.Type, serialized), CancellationToken.None);
            }
            catch (PluginThrewException thrown)
            {
                LogThrew(plugin.Logger, thrown, plugin.Name);
            }
            finally
            {
                await plugin.JobLanes.GiveBackAsync(lane, static () => { });
            }

            if (made is not null)
                return made;
        }

        return null;
    }

    private unsafe NativeJob? Read(NativePlugin plugin, nint function, string type, string serialized)
    {
        using var texts = new NativeTexts();
        var handle = host.Guard.Call(function, (nint)texts.Text(type), (nint)texts.Text(serialized));
        if (handle == 0)
            return null;
        var job = host.Handles.Get<NativeJob>(handle);
        host.Handles.Remove(handle);
        return job.Plugin == plugin ? job : null;
    }

    private async Task FinalizeAsync(NativeJob job)
    {
        try
        {
            var lane = await job.Plugin.JobLanes.TakeAsync(CancellationToken.None);
            await job.Plugin.JobLanes.GiveBackAsync(lane, () => FinalizeOn(job));
        }
        catch (PluginThrewException thrown)
        {
            LogThrew(job.Plugin.Logger, thrown, job.Plugin.Name);
        }
    }

    private static void FinalizeOn(NativeJob job)
    {
        try
        {
            job.FinalizeJob();
        }
        catch (PluginThrewException thrown)
        {
            LogThrew(job.Plugin.Logger, thrown, job.Plugin.Name);
        }
    }

    // What a job shows is an object of JSON, whatever a plugin gives.
    private static string ObjectOf(string? content)
    {
        if (content is null)
            return "{}";
        try
        {
            using var json = JsonDocument.Parse(content);
            return json.RootElement.ValueKind == JsonValueKind.Object ? content : "{}";
        }
        catch (JsonException)
        {
            return "{}";
        }
    }

    [LoggerMessage(5070, LogLevel.Error, "A function of a job of {Plugin} let a C++ exception out")]
    private static partial void LogThrew(ILogger logger, Exception failure, string plugin);
}
