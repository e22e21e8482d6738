using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>C-STORE-RSP (PS3.7 §9.3.1.2).</summary>
/// <param name="Status">Status (0000,0900).</param>
public sealed record CStoreResponse(DimseStatus Status) : DimseResponse(Status)
{
    /// <summary>Stored, without reservations.</summary>
    public static CStoreResponse Success { get; } = new(DimseStatus.Success);

    /// <inheritdoc/>
    public override CommandField CommandField => CommandField.CStoreResponse;
}
