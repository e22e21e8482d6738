using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>C-FIND-RQ (PS3.7 §9.3.2.1). Its data set is the identifier.</summary>
/// <param name="AffectedSopClassUid">Affected SOP Class UID (0000,0002).</param>
public sealed record CFindRequest(DicomUid AffectedSopClassUid) : DimseRequest
{
    /// <inheritdoc/>
    public override CommandField CommandField => CommandField.CFindRequest;

    /// <inheritdoc/>
    public override DicomUid SopClassUid => AffectedSopClassUid;

    /// <summary>Priority (0000,0700).</summary>
    public DimsePriority Priority { get; init; }

    private protected override DimseResponse NewResponse(DimseStatus status) => new CFindResponse(status);
}
