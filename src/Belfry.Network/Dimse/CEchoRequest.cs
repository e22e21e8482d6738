using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>C-ECHO-RQ (PS3.7 §9.3.5.1).</summary>
/// <param name="AffectedSopClassUid">Affected SOP Class UID (0000,0002).</param>
public sealed record CEchoRequest(DicomUid AffectedSopClassUid) : DimseRequest
{
    /// <inheritdoc/>
    public override CommandField CommandField => CommandField.CEchoRequest;

    /// <inheritdoc/>
    public override DicomUid SopClassUid => AffectedSopClassUid;

    private protected override DimseResponse NewResponse(DimseStatus status) => new CEchoResponse(status);
}
