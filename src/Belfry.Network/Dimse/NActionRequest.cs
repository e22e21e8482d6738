using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>N-ACTION-RQ (PS3.7 §10.3.4.1).</summary>
/// <param name="RequestedSopClassUid">Requested SOP Class UID (0000,0003).</param>
/// <param name="RequestedSopInstanceUid">Requested SOP Instance UID (0000,1001).</param>
/// <param name="ActionTypeId">Action Type ID (0000,1008).</param>
public sealed record NActionRequest(DicomUid RequestedSopClassUid, DicomUid RequestedSopInstanceUid, ushort ActionTypeId) : DimseRequest
{
    /// <inheritdoc/>
    public override CommandField CommandField => CommandField.NActionRequest;

    /// <inheritdoc/>
    public override DicomUid SopClassUid => RequestedSopClassUid;

    /// <inheritdoc/>
    public override DicomUid SopInstanceUid => RequestedSopInstanceUid;

    private protected override DimseResponse NewResponse(DimseStatus status) => new NActionResponse(status);
}
