using Belfry.Jobs;
using Belfry.Sdk;

namespace Belfry.Server.Plugins;

/// <summary>The work of a plugin's kind of jobs as a worker of the server's engine.</summary>
/// <param name="plugin">Whose it is.</param>
/// <param name="kind">What it does.</param>
internal sealed class PluginJobWorker(ManagedPlugin plugin, PluginJobKind kind) : IJobWorker
{
    // Codes are those of the reference server: a fault in a plugin.
    private const int PluginFailed = 1;

    /// <summary>The kind for the engine.</summary>
    public static JobKind KindOf(ManagedPlugin plugin, PluginJobKind kind) => new(kind.Name, new PluginJobWorker(plugin, kind))
    {
        Concurrency = kind.Concurrency,
        Retry = new RetryPolicy { MaxAttempts = kind.MaxAttempts },
    };

    public async ValueTask<JobOutcome> RunAsync(JobRun run, CancellationToken cancellation)
    {
        using var time = CallbackTime.Begin("job", plugin.Instance);
        var outcome = await kind.RunAsync(new Run(run), cancellation);
        if (outcome.Error is not { } why)
            return JobOutcome.Succeeded;
        var error = new JobError(PluginFailed, $"The plugin '{plugin.Name}' failed", why);
        return outcome.IsRetried ? JobOutcome.RetryAfter(error, outcome.Delay) : JobOutcome.Failed(error);
    }

    private sealed class Run(JobRun run) : IPluginJobRun
    {
        public Guid Id => run.Job.Id;

        public ReadOnlyMemory<byte> Arguments => run.Arguments;

        public ReadOnlyMemory<byte> Checkpoint => run.Checkpoint;

        public int FailedAttempts => run.FailedAttempts;

        public PluginJobStopReason StopReason => run.StopReason switch
        {
            JobStopReason.None => PluginJobStopReason.None,
            JobStopReason.ServerStops => PluginJobStopReason.ServerStops,
            JobStopReason.Paused => PluginJobStopReason.Paused,
            JobStopReason.Cancelled => PluginJobStopReason.Cancelled,
            _ => PluginJobStopReason.Lost,
        };

        public void Report(double progress, string? content) => run.Report(progress, content);

        public ValueTask CheckpointAsync(ReadOnlyMemory<byte> checkpoint, double progress, string? content, CancellationToken cancellation) =>
            run.CheckpointAsync(checkpoint, progress, content, cancellation);
    }
}
