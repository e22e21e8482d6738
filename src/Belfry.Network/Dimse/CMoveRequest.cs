using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>C-MOVE-RQ (PS3.7 §9.3.4.1). Its data set is the identifier.</summary>
/// <param name="AffectedSopClassUid">Affected SOP Class UID (0000,0002).</param>
/// <param name="MoveDestination">Move Destination (0000,0600); empty when absent or not an AE title, which the service answers with A801H.</param>
public sealed record CMoveRequest(DicomUid AffectedSopClassUid, AETitle MoveDestination) : DimseRequest
{
    /// <inheritdoc/>
    public override CommandField CommandField => CommandField.CMoveRequest;

    /// <inheritdoc/>
    public override DicomUid SopClassUid => AffectedSopClassUid;

    /// <summary>Priority (0000,0700).</summary>
    public DimsePriority Priority { get; init; }

    private protected override DimseResponse NewResponse(DimseStatus status) => new CMoveResponse(status);
}
