using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>N-EVENT-REPORT-RSP (PS3.7 §10.3.1.2).</summary>
/// <param name="Status">Status (0000,0900).</param>
public sealed record NEventReportResponse(DimseStatus Status) : DimseResponse(Status)
{
    /// <summary>Event Type ID (0000,1002); null leaves it out.</summary>
    public ushort? EventTypeId { get; init; }

    /// <inheritdoc/>
    public override CommandField CommandField => CommandField.NEventReportResponse;
}
