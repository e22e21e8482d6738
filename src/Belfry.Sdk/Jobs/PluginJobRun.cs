using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Belfry.Sdk;

/// <summary>A job at work. Belongs to one call of <see cref="PluginJobWork{TArguments, TCheckpoint}"/>; thread-safe within it, and of no effect after it.</summary>
/// <typeparam name="TArguments">What is to be done.</typeparam>
/// <typeparam name="TCheckpoint">How far it is.</typeparam>
public sealed class PluginJobRun<TArguments, TCheckpoint>
    where TCheckpoint : class
{
    private readonly IPluginJobRun _run;
    private readonly JsonTypeInfo<TCheckpoint> _writer;

    internal PluginJobRun(IPluginJobRun run, TArguments arguments, TCheckpoint? checkpoint, JsonTypeInfo<TCheckpoint> writer)
    {
        _run = run;
        _writer = writer;
        Arguments = arguments;
        Checkpoint = checkpoint;
    }

    /// <summary>The job's identifier, as <c>/jobs</c> shows it.</summary>
    public Guid Id => _run.Id;

    /// <summary>What was submitted.</summary>
    public TArguments Arguments { get; }

    /// <summary>
    /// What the last checkpoint of an earlier run saved: the server was restarted, the job was paused, or an attempt failed. Null for a job that begins, also one
    /// that is submitted again.
    /// </summary>
    public TCheckpoint? Checkpoint { get; }

    /// <summary>How many attempts failed before this one.</summary>
    public int FailedAttempts => _run.FailedAttempts;

    /// <summary>Why the run is to stop; None while it is not.</summary>
    public PluginJobStopReason StopReason => _run.StopReason;

    /// <summary>Says how far the job is, without making it durable: cheap, to be called as often as there is something to say.</summary>
    /// <param name="progress">From 0 to 1; what is outside is taken as the nearest.</param>
    /// <param name="content">What <c>/jobs</c> shows from now on; null for no change. No patient data that the users of <c>/jobs</c> may not see.</param>
    public void Report(double progress, JsonObject? content = null) => _run.Report(progress, content?.ToJsonString());

    /// <summary>
    /// Saves a step: completes when it is durable. Whatever happens to the server, the job goes on from here; what was done after the last checkpoint may be
    /// done a second time. May be called while the run is asked to stop.
    /// </summary>
    /// <param name="checkpoint">What is needed to go on; replaces the former one.</param>
    /// <param name="progress">From 0 to 1.</param>
    /// <param name="content">As for <see cref="Report"/>.</param>
    /// <param name="cancellation">Ends the wait only.</param>
    /// <exception cref="OperationCanceledException">The job is no longer this server's: nothing was saved, and the run must end.</exception>
    /// <exception cref="IOException">The database cannot be written: nothing was saved. Let go, the job is run again from the last checkpoint.</exception>
    public ValueTask CheckpointAsync(TCheckpoint checkpoint, double progress, JsonObject? content = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return _run.CheckpointAsync(JsonSerializer.SerializeToUtf8Bytes(checkpoint, _writer), progress, content?.ToJsonString(), cancellation);
    }
}
