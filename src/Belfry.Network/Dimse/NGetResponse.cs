using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>N-GET-RSP (PS3.7 §10.3.2.2). Its data set is the attribute list.</summary>
/// <param name="Status">Status (0000,0900).</param>
public sealed record NGetResponse(DimseStatus Status) : DimseResponse(Status)
{
    /// <inheritdoc/>
    public override CommandField CommandField => CommandField.NGetResponse;
}
