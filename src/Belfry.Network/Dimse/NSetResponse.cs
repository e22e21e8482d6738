using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>N-SET-RSP (PS3.7 §10.3.3.2).</summary>
/// <param name="Status">Status (0000,0900).</param>
public sealed record NSetResponse(DimseStatus Status) : DimseResponse(Status)
{
    /// <inheritdoc/>
    public override CommandField CommandField => CommandField.NSetResponse;
}
