using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>C-STORE-RQ (PS3.7 §9.3.1.1). Its data set is the composite instance.</summary>
/// <param name="AffectedSopClassUid">Affected SOP Class UID (0000,0002).</param>
/// <param name="AffectedSopInstanceUid">Affected SOP Instance UID (0000,1000).</param>
public sealed record CStoreRequest(DicomUid AffectedSopClassUid, DicomUid AffectedSopInstanceUid) : DimseRequest
{
    /// <inheritdoc/>
    public override CommandField CommandField => CommandField.CStoreRequest;

    /// <inheritdoc/>
    public override DicomUid SopClassUid => AffectedSopClassUid;

    /// <inheritdoc/>
    public override DicomUid SopInstanceUid => AffectedSopInstanceUid;

    /// <summary>Priority (0000,0700).</summary>
    public DimsePriority Priority { get; init; }

    /// <summary>Move Originator Application Entity Title (0000,1030), when this is a sub-operation of a C-MOVE.</summary>
    public AETitle MoveOriginatorAETitle { get; init; }

    /// <summary>Move Originator Message ID (0000,1031); null when this is no sub-operation of a C-MOVE.</summary>
    public ushort? MoveOriginatorMessageId { get; init; }

    private protected override DimseResponse NewResponse(DimseStatus status) => new CStoreResponse(status);
}
