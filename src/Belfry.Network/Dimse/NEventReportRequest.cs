using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>N-EVENT-REPORT-RQ (PS3.7 §10.3.1.1).</summary>
/// <param name="AffectedSopClassUid">Affected SOP Class UID (0000,0002).</param>
/// <param name="AffectedSopInstanceUid">Affected SOP Instance UID (0000,1000).</param>
/// <param name="EventTypeId">Event Type ID (0000,1002).</param>
public sealed record NEventReportRequest(DicomUid AffectedSopClassUid, DicomUid AffectedSopInstanceUid, ushort EventTypeId) : DimseRequest
{
    /// <inheritdoc/>
    public override CommandField CommandField => CommandField.NEventReportRequest;

    /// <inheritdoc/>
    public override DicomUid SopClassUid => AffectedSopClassUid;

    /// <inheritdoc/>
    public override DicomUid SopInstanceUid => AffectedSopInstanceUid;

    private protected override DimseResponse NewResponse(DimseStatus status) => new NEventReportResponse(status);
}
