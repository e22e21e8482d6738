using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>N-DELETE-RSP (PS3.7 §10.3.6.2).</summary>
/// <param name="Status">Status (0000,0900).</param>
public sealed record NDeleteResponse(DimseStatus Status) : DimseResponse(Status)
{
    /// <inheritdoc/>
    public override CommandField CommandField => CommandField.NDeleteResponse;
}
