namespace Belfry.Sdk;

/// <summary>A job that runs, as the server hands it to a <see cref="PluginJobKind"/>: in bytes. Thread-safe within its run, and of no effect after it.</summary>
public interface IPluginJobRun
{
    /// <summary>The job's identifier, as <c>/jobs</c> shows it.</summary>
    Guid Id { get; }

    /// <summary>What was submitted.</summary>
    ReadOnlyMemory<byte> Arguments { get; }

    /// <summary>What the last checkpoint saved; empty when there was none.</summary>
    ReadOnlyMemory<byte> Checkpoint { get; }

    /// <summary>How many attempts failed before this one.</summary>
    int FailedAttempts { get; }

    /// <summary>Why the run is to stop.</summary>
    PluginJobStopReason StopReason { get; }

    /// <summary>Says how far the job is, without making it durable.</summary>
    /// <param name="progress">From 0 to 1.</param>
    /// <param name="content">What is shown from now on, the text of a JSON object; null for no change.</param>
    void Report(double progress, string? content);

    /// <summary>Saves a step: durable when it completes.</summary>
    /// <exception cref="OperationCanceledException">The job is no longer this server's: nothing was saved, and the run must end.</exception>
    /// <exception cref="IOException">The database cannot be written: nothing was saved. Let go, the job is run again from the last checkpoint.</exception>
    ValueTask CheckpointAsync(ReadOnlyMemory<byte> checkpoint, double progress, string? content, CancellationToken cancellation);
}
