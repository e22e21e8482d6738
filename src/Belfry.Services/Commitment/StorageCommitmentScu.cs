using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Services;

/// <summary>Storage Commitment Push Model as SCU (PS3.4 Annex J): asks a peer to take responsibility for instances.</summary>
public static class StorageCommitmentScu
{
    /// <summary>The abstract syntax of Storage Commitment Push Model, 1.2.840.10008.1.20.1.</summary>
    public static DicomUid SopClass => CommitmentSopClass.PushModel;

    /// <summary>
    /// An association to ask on, which takes reports, too. While a report is waited for, nothing is said on it: the limits of its requestor should
    /// have an <see cref="AssociationLimits.IdleTimeout"/> that is longer than the wait.
    /// </summary>
    /// <param name="calling">The AE title of this side.</param>
    /// <param name="called">The AE title of the peer.</param>
    /// <param name="reports">Takes the reports.</param>
    public static AssociationRequest CreateRequest(AETitle calling, AETitle called, CommitmentReports reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        return AssociationRequest.Create(calling, called, [SopClass]) with { Routes = reports };
    }

    /// <summary>Sends a request (N-ACTION) and waits for its response; the report comes later.</summary>
    /// <param name="association">An association with an accepted context for the SOP class.</param>
    /// <param name="action">The transaction and its instances.</param>
    /// <param name="cancellation">Gives up: the association is aborted when the response does not come soon.</param>
    /// <exception cref="CommitmentRefusedException">The peer refused.</exception>
    /// <exception cref="ArgumentException">No context was accepted for the SOP class.</exception>
    /// <exception cref="AssociationException">The association ended before the response.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public static async Task RequestAsync(Association association, CommitmentAction action, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(association);
        ArgumentNullException.ThrowIfNull(action);
        var request = new NActionRequest(SopClass, CommitmentSopClass.Instance, CommitmentSopClass.RequestCommitment);
        await foreach (var reply in association.InvokeAsync(request, action, cancellation).ConfigureAwait(false))
        {
            if (reply.Status.Class == DimseStatusClass.Failure)
                throw new CommitmentRefusedException(reply.Response);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// Waits for the report of a transaction that was asked for on an association, for as long as it may come: on that association while it stands,
    /// or on one that the peer makes.
    /// </summary>
    /// <param name="association">The association that was asked on.</param>
    /// <param name="transactionUid">The transaction, expected by <paramref name="reports"/> since before the request.</param>
    /// <param name="reports">Takes the reports of that association.</param>
    /// <param name="wait">How long to wait, and where.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="AssociationException">The association has ended, and the report may come on no other.</exception>
    /// <exception cref="TimeoutException">The report did not come in time.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public static async Task<CommitmentReport> WaitAsync(
        Association association, DicomUid transactionUid, CommitmentReports reports, CommitmentWait wait, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(association);
        ArgumentNullException.ThrowIfNull(reports);
        ArgumentNullException.ThrowIfNull(wait);
        if (wait.OnOtherAssociations)
            return await reports.WaitAsync(transactionUid, wait.Timeout, cancellation).ConfigureAwait(false);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var report = reports.WaitAsync(transactionUid, wait.Timeout, over.Token);
        await Task.WhenAny(report, association.Completion).ConfigureAwait(false);

        // The peer may have released with the response to its report, which is about to be given.
        if (!report.IsCompleted && !reports.HasCome(transactionUid))
            await over.CancelAsync().ConfigureAwait(false);
        try
        {
            return await report.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new AssociationException(association.EndReason, $"The association ended before the report: {association.EndReason}.");
        }
    }

    /// <summary>Asks for commitment and waits for the report.</summary>
    /// <param name="association">An association with an accepted context for the SOP class.</param>
    /// <param name="action">The transaction and its instances.</param>
    /// <param name="reports">Takes the reports of that association, and of those that the peer makes.</param>
    /// <param name="wait">How long to wait after the response, and where.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CommitmentRefusedException">The peer refused.</exception>
    /// <exception cref="ArgumentException">No context was accepted for the SOP class, or the transaction was used before.</exception>
    /// <exception cref="AssociationException">The association ended before the response, or before a report that may come on no other.</exception>
    /// <exception cref="TimeoutException">The report did not come in time.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public static async Task<CommitmentReport> CommitAsync(
        Association association, CommitmentAction action, CommitmentReports reports, CommitmentWait wait, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentNullException.ThrowIfNull(reports);
        reports.Expect(action.TransactionUid);
        try
        {
            await RequestAsync(association, action, cancellation).ConfigureAwait(false);
        }
        catch (AssociationException) when (reports.HasCome(action.TransactionUid))
        {
            // A report is an answer, too, though the response to the request was lost.
            return await reports.WaitAsync(action.TransactionUid, wait.Timeout, cancellation).ConfigureAwait(false);
        }
        catch
        {
            reports.Forget(action.TransactionUid);
            throw;
        }

        return await WaitAsync(association, action.TransactionUid, reports, wait, cancellation).ConfigureAwait(false);
    }
}
