using System.Collections.Concurrent;
using System.Net;
using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Audit;

/// <summary>
/// Tells the audit trail of what peers ask by DICOM: queries with their identifiers, what was sent by C-MOVE and C-GET, instances that were refused, and
/// associations that were. Instances that were stored are told of by <see cref="ArchiveAuditor"/>, those that a C-MOVE has sent by a job by <see cref="JobAuditor"/>.
/// </summary>
/// <param name="trail">Takes the events.</param>
public sealed class AssociationAuditor(IAuditTrail trail) : IAssociationObserver
{
    private const int MaxIdentifier = 64 * 1024;

    private static readonly DicomReadOptions _study = DicomReadOptions.Default with { StopAt = new DicomTag(0x0020, 0x000E), KeepWhatWasRead = true };

    private readonly ConcurrentDictionary<DimseOperation, ReadOnlyMemory<byte>> _identifiers = new(ReferenceEqualityComparer.Instance);

    /// <inheritdoc/>
    public void OnEstablished(Association association)
    {
        // What is done on it is told of.
    }

    /// <inheritdoc/>
    public void OnEnded(Association association, in AssociationEnd end)
    {
        ArgumentNullException.ThrowIfNull(association);
        if (!association.IsEstablished && association.Role == AssociationRole.Acceptor)
            TellRefused(association);
    }

    /// <inheritdoc/>
    public void OnTlsFailed(Association association, string? detail)
    {
        ArgumentNullException.ThrowIfNull(association);
        TellRefused(association);
    }

    /// <inheritdoc/>
    public long OnOperationBegan(DimseOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (operation.Request is CFindRequest or CMoveRequest or CGetRequest && operation.TryPeekDataSet(out var bytes) && bytes.Length <= MaxIdentifier)
            _identifiers[operation] = bytes;
        return 1;
    }

    /// <inheritdoc/>
    public void OnResponse(DimseOperation operation, long ticket, DimseResponse response, IDataSetSource? dataSet)
    {
        // The final one is known at the end.
    }

    /// <inheritdoc/>
    public void OnOperationEnded(DimseOperation operation, long ticket, TimeSpan elapsed)
    {
        ArgumentNullException.ThrowIfNull(operation);
        _identifiers.TryRemove(operation, out var identifier);
        switch (operation.Request)
        {
            case CFindRequest find:
                trail.Record(Query(operation, find, identifier));
                break;
            case CMoveRequest move:
                trail.Record(Sent(operation, identifier, new AuditParticipant(move.MoveDestination.Value, IsRequestor: false) { AETitle = move.MoveDestination.Value, Role = AuditCode.Destination }));
                break;
            case CGetRequest:
                trail.Record(Sent(operation, identifier, null));
                break;
            case CStoreRequest store when OutcomeOf(operation) != AuditOutcome.Success:
                trail.Record(Refused(operation, store));
                break;
        }
    }

    private void TellRefused(Association association) => trail.Record(
        new AuditEvent(AuditCode.SecurityAlert, AuditAction.Execute, AuditOutcome.MinorFailure)
        {
            Type = AuditCode.NodeAuthentication,
            Participants = [Peer(association, AuditCode.Source, isRequestor: true), Own(association, AuditCode.Destination)],
        });

    private static AuditEvent Query(DimseOperation operation, CFindRequest find, ReadOnlyMemory<byte> identifier) =>
        new(AuditCode.Query, AuditAction.Execute, OutcomeOf(operation))
        {
            Participants = [Peer(operation.Association, AuditCode.Source, isRequestor: true), Own(operation.Association, AuditCode.Destination)],
            Objects = [AuditObject.DicomQuery(find.AffectedSopClassUid.Value, identifier, operation.PresentationContext.TransferSyntax.Uid.Value)],
        };

    private static AuditEvent Sent(DimseOperation operation, ReadOnlyMemory<byte> identifier, AuditParticipant? destination) =>
        new(IsBegun(operation) ? AuditCode.BeginTransferring : AuditCode.InstancesTransferred, AuditAction.Read, OutcomeOf(operation))
        {
            Participants = destination is null
                ? [Peer(operation.Association, AuditCode.Destination, isRequestor: true), Own(operation.Association, AuditCode.Source)]
                : [Peer(operation.Association, null, isRequestor: true), Own(operation.Association, AuditCode.Source), destination],
            Objects = [.. ObjectsOf(identifier, operation.PresentationContext.TransferSyntax)],
        };

    // Success without counters of sub-operations: a job sends, and has sent nothing yet.
    private static bool IsBegun(DimseOperation operation) =>
        operation.FinalResponse is CMoveResponse { Status.Class: DimseStatusClass.Success, CompletedSuboperations: null };

    private static AuditEvent Refused(DimseOperation operation, CStoreRequest store) =>
        new(AuditCode.InstancesTransferred, AuditAction.Create, OutcomeOf(operation))
        {
            Participants = [Peer(operation.Association, AuditCode.Source, isRequestor: true), Own(operation.Association, AuditCode.Destination)],
            Objects = [AuditObject.Address($"urn:oid:{store.AffectedSopInstanceUid.Value}")],
        };

    private static IEnumerable<AuditObject> ObjectsOf(ReadOnlyMemory<byte> identifier, TransferSyntax transferSyntax)
    {
        DicomDataSet keys;
        try
        {
            keys = DicomDataSet.Parse(identifier, transferSyntax, _study);
        }
        catch (DicomFormatException)
        {
            // The operation has failed for the same reason, which is its outcome.
            yield break;
        }

        foreach (var study in keys.GetStrings(Tags.StudyInstanceUID).Where(static uid => uid.Length > 0))
            yield return AuditObject.Study(study);
        if (keys.GetString(Tags.PatientID) is { Length: > 0 } patient)
            yield return AuditObject.Patient(patient);
    }

    private static AuditOutcome OutcomeOf(DimseOperation operation) => operation.FinalResponse?.Status.Class switch
    {
        DimseStatusClass.Success => AuditOutcome.Success,
        DimseStatusClass.Failure => AuditOutcome.SeriousFailure,
        _ => AuditOutcome.MinorFailure,
    };

    private static AuditParticipant Peer(Association association, AuditCode? role, bool isRequestor)
    {
        var (title, address) = (association.CallingAETitle.Value, (association.RemoteEndPoint as IPEndPoint)?.Address.ToString());

        // Who failed before it said its title is known by its address alone.
        return new AuditParticipant(title.Length > 0 ? title : address ?? "", isRequestor)
        {
            AETitle = title.Length > 0 ? title : null,
            UserName = association.Tls?.ToString(),
            Role = role,
            Address = address,
        };
    }

    private static AuditParticipant Own(Association association, AuditCode role) =>
        new("Belfry", IsRequestor: false) { AETitle = association.CalledAETitle.IsEmpty ? null : association.CalledAETitle.Value, Role = role };
}
