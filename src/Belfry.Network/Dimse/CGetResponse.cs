using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>C-GET-RSP (PS3.7 §9.3.3.2).</summary>
/// <param name="Status">Status (0000,0900).</param>
public sealed record CGetResponse(DimseStatus Status) : DimseResponse(Status)
{
    /// <summary>Number of Remaining Sub-operations (0000,1020); null leaves it out.</summary>
    public ushort? RemainingSuboperations { get; init; }

    /// <summary>Number of Completed Sub-operations (0000,1021); null leaves it out.</summary>
    public ushort? CompletedSuboperations { get; init; }

    /// <summary>Number of Failed Sub-operations (0000,1022); null leaves it out.</summary>
    public ushort? FailedSuboperations { get; init; }

    /// <summary>Number of Warning Sub-operations (0000,1023); null leaves it out.</summary>
    public ushort? WarningSuboperations { get; init; }

    /// <inheritdoc/>
    public override CommandField CommandField => CommandField.CGetResponse;
}
