using System.Text.Json;
using Belfry.Jobs;
using Belfry.Sdk;

namespace Belfry.Server.Plugins;

/// <summary>The server's engine of jobs as plugins see it.</summary>
/// <param name="engine">The engine.</param>
/// <param name="kinds">The kinds of all plugins.</param>
internal sealed class PluginJobs(JobEngine engine, IReadOnlyCollection<PluginJobKind> kinds) : IPluginJobs
{
    public async ValueTask<PluginJob> SubmitAsync<TArguments, TCheckpoint>(
        PluginJobKind<TArguments, TCheckpoint> kind, TArguments arguments, PluginJobOptions? options = null, CancellationToken cancellation = default)
        where TCheckpoint : class
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(arguments);
        if (!kinds.Contains(kind))
            throw new ArgumentException($"The kind '{kind.Name}' is not among those that IJobHandler.JobKinds of the plugin gave.", nameof(kind));
        options ??= new PluginJobOptions();
        var submitted = await engine.SubmitAsync(
            new NewJob
            {
                Kind = kind.Name,
                Arguments = Write(kind, arguments),
                Content = options.Content?.ToJsonString() ?? "{}",
                Priority = options.Priority,
                Key = options.Key,
                Delay = options.Delay,
            },
            cancellation);
        return Of(submitted.Job);
    }

    public async ValueTask<PluginJob?> FindAsync(Guid id, CancellationToken cancellation = default) => await engine.FindAsync(id, cancellation) is { } job ? Of(job) : null;

    public async ValueTask<PluginJob?> WaitForAsync(Guid id, CancellationToken cancellation = default) =>
        await engine.WaitForAsync(id, cancellation) is { } job ? Of(job) : null;

    public async ValueTask<bool> CancelAsync(Guid id, CancellationToken cancellation = default) =>
        await engine.DoAsync(id, JobCommand.Cancel, cancellation) == JobCommandResult.Done;

    private static byte[] Write<TArguments, TCheckpoint>(PluginJobKind<TArguments, TCheckpoint> kind, TArguments arguments)
        where TCheckpoint : class
    {
        try
        {
            return kind.Write(arguments);
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException)
        {
            throw new ArgumentException($"The arguments of a job of the kind '{kind.Name}' cannot be written as JSON: {fault.Message}", nameof(arguments), fault);
        }
    }

    private static PluginJob Of(Job job) => new()
    {
        Id = job.Id,
        Kind = job.Kind,
        State = job.State switch
        {
            JobState.Pending => PluginJobState.Pending,
            JobState.Running => PluginJobState.Running,
            JobState.Success => PluginJobState.Success,
            JobState.Failure => PluginJobState.Failure,
            JobState.Paused => PluginJobState.Paused,
            _ => PluginJobState.Retry,
        },
        Progress = job.Progress,
        Content = job.Content,
        Error = job.Error is { } error ? error.Details ?? error.Description : null,
    };
}
