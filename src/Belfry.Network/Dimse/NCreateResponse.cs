using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>N-CREATE-RSP (PS3.7 §10.3.5.2).</summary>
/// <param name="Status">Status (0000,0900).</param>
public sealed record NCreateResponse(DimseStatus Status) : DimseResponse(Status)
{
    /// <inheritdoc/>
    public override CommandField CommandField => CommandField.NCreateResponse;
}
