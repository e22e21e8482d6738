using Belfry.Jobs;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// Sends instances as jobs: those of C-MOVEs, and resources of the archive. The checkpoint holds the SOP Instance UIDs of those that arrived: another attempt, a resumed job and one
/// that goes on after a crash send the others.
/// </summary>
internal sealed class MoveJobWorker(
    MoveJobSources sources, Func<DicomPermissions> permissions, IModalityConnector connector, MoveJobOptions options, TimeProvider clock, ILogger logger)
    : IJobWorker
{
    /// <summary>The kind of its jobs, as the reference server calls it.</summary>
    public const string KindName = "DicomModalityStore";

    /// <inheritdoc/>
    public async ValueTask<JobOutcome> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var known = permissions();
        if (SendOrder.TryParse(run.Arguments, out var order))
        {
            return order.Modality.Find(known) is { } named
                ? await SendAsync(run, new OrderedInstances(order, sources.Resources), named, known, cancellation).ConfigureAwait(false)
                : JobOutcome.Failed(JobErrors.UnknownModality($"There is no modality {order.Modality.Name}"));
        }

        var task = MoveTask.Parse(run.Arguments);
        return known.FindDestination(task.Destination) is { } modality
            ? await SendAsync(run, new MovedInstances(task, sources.Retrieve.Handler), modality, known, cancellation).ConfigureAwait(false)
            : JobOutcome.RetryAfter(JobErrors.UnknownModality($"No modality has the AE title {task.Destination}"));
    }

    private async ValueTask<JobOutcome> SendAsync(JobRun run, SendList list, RemoteModality modality, DicomPermissions known, CancellationToken cancellation)
    {
        var scu = new StoreScu(modality, known.LocalAETitle, connector, options.Retrieve.Store, logger);
        await using (scu.ConfigureAwait(false))
        {
            var commitment = sources.Commitments is { } requests ? new SendCommitment(requests, modality, clock) : null;
            return await new MoveJobRun(run, list, sources.Retrieve.Instances, scu, commitment, options.CheckpointInterval, clock, logger)
                .RunAsync(cancellation).ConfigureAwait(false);
        }
    }
}
