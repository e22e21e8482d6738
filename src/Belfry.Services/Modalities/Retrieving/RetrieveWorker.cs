using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Network;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// Retrieves from modalities as jobs. The checkpoint holds what became of the entities that are done: a resumed job, and one that goes on after a crash,
/// asks for the others, the one in the middle of which it was among them.
/// </summary>
/// <param name="permissions">Gives the modalities that are known now.</param>
/// <param name="modalities">Asks them.</param>
/// <param name="store">Keeps what comes by C-GET; null when nothing is kept.</param>
/// <param name="logger">Told of instances that are not kept.</param>
internal sealed partial class RetrieveWorker(
    Func<DicomPermissions> permissions, ModalityDirectory modalities, StoreRetrieved? store, ILogger logger) : IJobWorker
{
    private const int MoveNotSupported = 2017;
    private const int GetNotSupported = 2045;

    /// <inheritdoc/>
    public async ValueTask<JobOutcome> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var order = RetrieveOrder.Parse(run.Arguments);
        if (order.Modality.Find(permissions()) is not { } remote)
            return JobOutcome.Failed(JobErrors.UnknownModality($"There is no modality {order.Modality.Name}"));
        var modality = modalities.Of(remote);
        var results = RetrieveResult.ParseAll(run.Checkpoint);
        while (results.Count < order.Entities.Count)
        {
            var done = results.Count;
            var progress = new Counted(outcome => run.Report((done + FractionOf(outcome)) / order.Entities.Count));
            var (result, error) = await PerformAsync(order, modality, order.QueryOf(order.Entities[done]), progress, cancellation).ConfigureAwait(false);
            results.Add(result);
            var content = order.ToContent(remote, modality.LocalAETitle, results);
            if (error is not null && !order.IsPermissive)
            {
                run.Report((double)done / order.Entities.Count, content);
                return JobOutcome.Failed(error);
            }

            await run.CheckpointAsync(RetrieveResult.ToBytes(results), (double)results.Count / order.Entities.Count, content, cancellation).ConfigureAwait(false);
        }

        return JobOutcome.Succeeded;
    }

    private async ValueTask<(RetrieveResult Result, JobError? Error)> PerformAsync(
        RetrieveOrder order, IModality modality, RetrieveQuery query, Counted progress, CancellationToken cancellation)
    {
        List<string> received = [];
        try
        {
            var outcome = order.Method == RetrieveMethod.Move
                ? await modality.MoveAsync(query, order.Target, progress, cancellation).ConfigureAwait(false)
                : await GetAsync(order, modality, query, received, cancellation).ConfigureAwait(false);
            var error = outcome.Status.Class == DimseStatusClass.Failure
                ? JobErrors.RemoteFailure($"{outcome.Failed} instances failed - 0x{outcome.Status.Code:x4}")
                : null;
            return (new RetrieveResult(outcome.Status.Code, received), error);
        }
        catch (ModalityException fault)
        {
            return (new RetrieveResult(fault.Status?.Code ?? GeneralStatus.UnableToProcess.Code, received), ErrorOf(fault, order.Method));
        }
    }

    private async ValueTask<RetrieveOutcome> GetAsync(
        RetrieveOrder order, IModality modality, RetrieveQuery query, List<string> received, CancellationToken cancellation)
    {
        var outcome = new RetrieveOutcome { Status = DimseStatus.Success };
        var lost = 0;
        var classes = order.Entities.SelectMany(static entity => entity.GetStrings(Tags.SOPClassesInStudy))
            .Where(static uid => uid.Length > 0).Select(static uid => new DicomUid(uid)).Distinct().ToList();
        await foreach (var instance in modality.GetAsync(query, classes, end => outcome = end, cancellation).ConfigureAwait(false))
        {
            await using (instance.ConfigureAwait(false))
            {
                try
                {
                    if (store is not null && await store(instance, modality, cancellation).ConfigureAwait(false) is { } id)
                        received.Add(id);
                }
                catch (Exception fault) when (fault is DimseStatusException or IOException)
                {
                    lost++;
                    LogNotKept(logger, modality.Name, instance.SopInstanceUid, fault.Message);
                }
            }
        }

        // The peer has been told that they are here.
        return lost == 0 ? outcome : outcome with { Status = RetrieveStatus.UnableToPerformSuboperations, Failed = outcome.Failed + lost };
    }

    private static JobError ErrorOf(ModalityException fault, RetrieveMethod method) => fault.Fault switch
    {
        ModalityFault.NotSupported => JobErrors.NotSupported(method == RetrieveMethod.Move ? MoveNotSupported : GetNotSupported, fault.Message),
        ModalityFault.Failed when fault.Status is { } status => JobErrors.RemoteFailure($"{fault.Comment} - 0x{status.Code:x4}"),
        _ => JobErrors.Network(fault.Message),
    };

    private static double FractionOf(RetrieveOutcome outcome)
    {
        var done = outcome.Completed + outcome.Failed + outcome.Warning;
        return outcome.Remaining is { } remaining && done + remaining > 0 ? (double)done / (done + remaining) : 0;
    }

    [LoggerMessage(3320, LogLevel.Warning, "C-GET from {Modality}: instance {SopInstanceUid} is not kept: {Reason}")]
    private static partial void LogNotKept(ILogger logger, string modality, DicomUid sopInstanceUid, string reason);

    // At once, on the thread that tells: the class of the base library would go elsewhere, and come late.
    private sealed class Counted(Action<RetrieveOutcome> report) : IProgress<RetrieveOutcome>
    {
        public void Report(RetrieveOutcome value) => report(value);
    }
}
