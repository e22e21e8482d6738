using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>N-CREATE-RQ (PS3.7 §10.3.5.1).</summary>
/// <param name="AffectedSopClassUid">Affected SOP Class UID (0000,0002).</param>
/// <param name="AffectedSopInstanceUid">Affected SOP Instance UID (0000,1000); empty leaves the choice to the performing side.</param>
public sealed record NCreateRequest(DicomUid AffectedSopClassUid, DicomUid AffectedSopInstanceUid) : DimseRequest
{
    /// <inheritdoc/>
    public override CommandField CommandField => CommandField.NCreateRequest;

    /// <inheritdoc/>
    public override DicomUid SopClassUid => AffectedSopClassUid;

    /// <inheritdoc/>
    public override DicomUid SopInstanceUid => AffectedSopInstanceUid;

    private protected override DimseResponse NewResponse(DimseStatus status) => new NCreateResponse(status);
}
