using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>A request whose Command Field PS3.7 does not define. It is answered with 0211H and never reaches a service.</summary>
internal sealed record UnrecognizedRequest(ushort Field, DicomUid AffectedSopClassUid) : DimseRequest
{
    public override CommandField CommandField => (CommandField)Field;

    public override DicomUid SopClassUid => AffectedSopClassUid;

    private protected override DimseResponse NewResponse(DimseStatus status) => new UnrecognizedResponse(status, Field);
}
