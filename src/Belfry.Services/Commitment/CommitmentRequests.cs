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
