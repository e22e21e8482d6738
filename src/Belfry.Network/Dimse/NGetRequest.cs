using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>N-GET-RQ (PS3.7 §10.3.2.1).</summary>
/// <param name="RequestedSopClassUid">Requested SOP Class UID (0000,0003).</param>
/// <param name="RequestedSopInstanceUid">Requested SOP Instance UID (0000,1001).</param>
public sealed record NGetRequest(DicomUid RequestedSopClassUid, DicomUid RequestedSopInstanceUid) : DimseRequest
{
    /// <inheritdoc/>
    public override CommandField CommandField => CommandField.NGetRequest;

    /// <inheritdoc/>
    public override DicomUid SopClassUid => RequestedSopClassUid;

    /// <inheritdoc/>
    public override DicomUid SopInstanceUid => RequestedSopInstanceUid;

    /// <summary>Attribute Identifier List (0000,1005); empty asks for all attributes.</summary>
    public IReadOnlyList<DicomTag> AttributeIdentifierList { get; init; } = [];

    private protected override DimseResponse NewResponse(DimseStatus status) => new NGetResponse(status);
}
