using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// N-EVENT-REPORT of the Storage Commitment Push Model (PS3.4 §J.3.3): gives a report to whoever asked for it, by the association that it asked by
/// while that is there, else by a new one on which this side proposes to be the SCP.
/// </summary>
internal sealed partial class CommitmentReporter(
    Func<DicomPermissions> permissions, IModalityConnector connector, CommitmentOptions options, TimeProvider clock, ILogger logger)
{
    private readonly SilentModalities _silent = new(clock);

    /// <summary>Sends a report once.</summary>
    /// <param name="report">The report.</param>
    /// <param name="connection">Who asked.</param>
    /// <param name="caller">The association it asked by; null when that is over.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How it went. What is held is released by the caller, after it has made durable that the peer took the report.</returns>
    public async ValueTask<ReportDelivery> SendAsync(
        CommitmentReport report, DicomConnection connection, CommitmentCaller? caller, CancellationToken cancellation)
    {
        var modality = permissions().FindDestination(connection.CallingAETitle);
        var way = modality?.CommitmentReportWay ?? CommitmentReportWay.SameOrNew;
        ReportFault? fault = null;
        if (way != CommitmentReportWay.New && caller is { Association.EndReason: AssociationEndReason.None })
        {
            fault = await TrySendAsync(caller.Association, caller.Context, report, options.ReportTimeout, cancellation).ConfigureAwait(false);
            if (fault is null)
                return ReportDelivery.Taken;
            LogNotBySame(caller.Association.Id, report.TransactionUid.Value, fault.Text);
        }

        if (way == CommitmentReportWay.Same)
            return new ReportDelivery(ReportFault.Gone(fault?.Text ?? "The association is over, and the modality is called by no other"));
        if (modality is null)
            return new ReportDelivery(fault ?? ReportFault.NoModality($"No modality has the AE title {connection.CallingAETitle}"));
        return await _silent.SendAsync(modality.Name, () => SendByNewAsync(report, modality, connection, cancellation)).ConfigureAwait(false);
    }

    private async ValueTask<ReportDelivery> SendByNewAsync(
        CommitmentReport report, RemoteModality modality, DicomConnection connection, CancellationToken cancellation)
    {
        var request = new AssociationRequest
        {
            CallingAETitle = modality.LocalAETitle.IsEmpty ? OwnTitle(connection.CalledAETitle) : modality.LocalAETitle,
            CalledAETitle = modality.AETitle,
            PresentationContexts =
            [
                new ProposedPresentationContext(1, CommitmentSopClass.PushModel, [Uids.ExplicitVRLittleEndian, Uids.ImplicitVRLittleEndian]),
            ],
            RoleSelections = [new RoleSelection(CommitmentSopClass.PushModel, Scu: false, Scp: true)],
        };
        Association? association = null;
        try
        {
            association = await connector.ConnectAsync(modality, request, cancellation).ConfigureAwait(false);

            // Many an SCU takes reports without a word about roles.
            var fault = association.PresentationContexts is [var context, ..]
                ? await TrySendAsync(association, context, report, modality.Timeout ?? options.ReportTimeout, cancellation).ConfigureAwait(false)
                : ReportFault.Network($"{modality.Name} accepts no storage commitment");
            if (fault is not null)
                return new ReportDelivery(fault);
            var held = association;
            association = null;
            return new ReportDelivery(null, held);
        }
        catch (AssociationException broken)
        {
            return new ReportDelivery(ReportFault.Network($"No association with {modality.Name} at {modality.Host}:{modality.Port}: {broken.Message}"));
        }
        finally
        {
            if (association is not null)
                await association.DisposeAsync().ConfigureAwait(false);
        }
    }

    // An SCU may have called any title, and one with wildcards is none to go by.
    private AETitle OwnTitle(AETitle called) => called.IsEmpty || called.Value.AsSpan().ContainsAny('*', '?') ? permissions().LocalAETitle : called;

    private async ValueTask<ReportFault?> TrySendAsync(
        Association association, PresentationContext context, CommitmentReport report, TimeSpan timeout, CancellationToken cancellation)
    {
        try
        {
            var replies = association.InvokeAsync(context, report.CreateRequest(), report, timeout, continuesAtOnce: true, cancellation);
            await foreach (var reply in replies.ConfigureAwait(false))
            {
                await HandlerThread.Next();
                var status = reply.Response.Status;
                return status.Class is DimseStatusClass.Success or DimseStatusClass.Warning
                    ? null
                    : ReportFault.Network($"The report was answered with status {status}");
            }

            return ReportFault.Network("The report was not answered");
        }
        catch (AssociationException broken)
        {
            cancellation.ThrowIfCancellationRequested();
            return ReportFault.Network(broken.Message);
        }
    }

    [LoggerMessage(3250, LogLevel.Information, "Association {AssociationId}: the report of {TransactionUid} does not go this way: {Reason}")]
    private partial void LogNotBySame(long associationId, string transactionUid, string reason);
}
