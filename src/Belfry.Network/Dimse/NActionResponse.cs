using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>N-ACTION-RSP (PS3.7 §10.3.4.2).</summary>
/// <param name="Status">Status (0000,0900).</param>
public sealed record NActionResponse(DimseStatus Status) : DimseResponse(Status)
{
    /// <summary>Action Type ID (0000,1008); null leaves it out.</summary>
    public ushort? ActionTypeId { get; init; }

    /// <inheritdoc/>
    public override CommandField CommandField => CommandField.NActionResponse;
}
