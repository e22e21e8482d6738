using Belfry.Jobs;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// Sends the instances of C-MOVEs as jobs. The checkpoint holds the SOP Instance UIDs of those that arrived: another attempt, a resumed job and one
/// that goes on after a crash send the others.
/// </summary>
internal sealed class MoveJobWorker(
    RetrieveSources sources, Func<DicomPermissions> permissions, IModalityConnector connector, MoveJobOptions options, TimeProvider clock, ILogger logger)
    : IJobWorker
{
    /// <summary>The kind of its jobs, as the reference server calls it.</summary>
    public const string KindName = "DicomModalityStore";

    // The number is that of the reference server.
    private const int UnknownModality = 7;

    /// <inheritdoc/>
    public async ValueTask<JobOutcome> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var task = MoveTask.Parse(run.Arguments);
        var known = permissions();
        if (known.FindDestination(task.Destination) is not { } modality)
            return JobOutcome.RetryAfter(new JobError(UnknownModality, "Unknown modality", $"No modality has the AE title {task.Destination}"));
        var scu = new StoreScu(modality, known.LocalAETitle, connector, options.Retrieve.Store, logger);
        await using (scu.ConfigureAwait(false))
            return await new MoveJobRun(run, task, sources, scu, options.CheckpointInterval, clock, logger).RunAsync(cancellation).ConfigureAwait(false);
    }
}
