using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>N-DELETE-RQ (PS3.7 §10.3.6.1).</summary>
/// <param name="RequestedSopClassUid">Requested SOP Class UID (0000,0003).</param>
/// <param name="RequestedSopInstanceUid">Requested SOP Instance UID (0000,1001).</param>
public sealed record NDeleteRequest(DicomUid RequestedSopClassUid, DicomUid RequestedSopInstanceUid) : DimseRequest
{
    /// <inheritdoc/>
    public override CommandField CommandField => CommandField.NDeleteRequest;

    /// <inheritdoc/>
    public override DicomUid SopClassUid => RequestedSopClassUid;

    /// <inheritdoc/>
    public override DicomUid SopInstanceUid => RequestedSopInstanceUid;

    private protected override DimseResponse NewResponse(DimseStatus status) => new NDeleteResponse(status);
}
