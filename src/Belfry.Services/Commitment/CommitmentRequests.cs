using System.Collections.Concurrent;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// Storage Commitment Push Model as SCU for a server (PS3.4 Annex J): asks modalities, and takes their reports on the association of the request or, at any
/// later time, on one that they make. Transactions outlive the server. One object serves all associations; thread-safe.
/// </summary>
/// <param name="modalities">Asks modalities.</param>
/// <param name="log">Remembers transactions.</param>
/// <param name="limits">How much a report may hold.</param>
/// <param name="logger">Told of reports.</param>
public sealed partial class CommitmentRequests(ModalityDirectory modalities, ICommitmentLog log, CommitmentLimits limits, ILogger logger)
    : IDimseRoutes, IDimseService
{
    private readonly RandomUidGenerator _uids = new();
    private readonly ConcurrentDictionary<DicomUid, TaskCompletionSource> _awaited = [];

    /// <summary>Asks a modality; returns when it has accepted the request.</summary>
    /// <param name="remote">The modality.</param>
    /// <param name="references">The instances, one at least.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Transaction UID.</returns>
    /// <exception cref="ModalityException">It could not be asked, or refused.</exception>
    public async ValueTask<DicomUid> AskAsync(RemoteModality remote, IReadOnlyList<ReferencedInstance> references, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(remote);
        var action = new CommitmentAction(_uids.Next(), references);
        await log.ExpectAsync(action.TransactionUid, remote.AETitle, references, cancellation).ConfigureAwait(false);
        try
        {
            await modalities.CommitAsync(remote, action, this, cancellation).ConfigureAwait(false);
            return action.TransactionUid;
        }
        catch
        {
            await log.ForgetAsync(action.TransactionUid).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits for the report of a transaction, of this run of the server or of one before.</summary>
    /// <param name="transactionUid">The transaction; one waits for it at a time.</param>
    /// <param name="longest">How long.</param>
    /// <param name="clock">Time.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether all is committed; null when the report has not come.</returns>
    public async ValueTask<bool?> WaitAsync(DicomUid transactionUid, TimeSpan longest, TimeProvider clock, CancellationToken cancellation)
    {
        // First the place, then the look: a report that comes in between is not missed.
        var awaited = _awaited.GetOrAdd(transactionUid, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            if (await log.FindOutcomeAsync(transactionUid, cancellation).ConfigureAwait(false) is { } known)
                return known;
            await awaited.Task.WaitAsync(longest, clock, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return await log.FindOutcomeAsync(transactionUid, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _awaited.TryRemove(transactionUid, out _);
        }

        return await log.FindOutcomeAsync(transactionUid, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IDimseService? Find(Association association, PresentationContext context, DimseRequest request)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.AbstractSyntax == CommitmentSopClass.PushModel ? this : null;
    }

    /// <inheritdoc/>
    public async ValueTask HandleAsync(DimseOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var report = await CommitmentReport.ReadAsync(operation, limits).ConfigureAwait(false);
        if (!await log.TakeAsync(report, operation.Cancellation).ConfigureAwait(false))
            throw CommitmentDataSet.Invalid("Unknown transaction");
        LogReported(logger, report.TransactionUid, operation.Association.Id, report.Committed.Count, report.Failed.Count);
        var response = new NEventReportResponse(DimseStatus.Success) { EventTypeId = ((NEventReportRequest)operation.Request).EventTypeId };
        await operation.RespondAsync(response).ConfigureAwait(false);
        if (_awaited.TryGetValue(report.TransactionUid, out var awaited))
            awaited.TrySetResult();
    }

    /// <inheritdoc/>
    public DimseResponse MapFault(DimseOperation operation, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return FaultStatus.Map(operation.Request, exception);
    }

    /// <inheritdoc/>
    public bool IsExpectedFault(Exception exception) => FaultStatus.IsExpected(exception);

    [LoggerMessage(3302, LogLevel.Information,
        "Storage commitment {Transaction}, asked for by this server, reported on association {AssociationId}: {Committed} committed, {Failed} failed")]
    private static partial void LogReported(ILogger logger, DicomUid transaction, long associationId, int committed, int failed);
}
