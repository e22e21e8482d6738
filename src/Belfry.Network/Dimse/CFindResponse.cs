using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>C-FIND-RSP (PS3.7 §9.3.2.2). A pending one has a data set, the others have none.</summary>
/// <param name="Status">Status (0000,0900).</param>
public sealed record CFindResponse(DimseStatus Status) : DimseResponse(Status)
{
    /// <summary>A match; all optional keys are supported (FF00H).</summary>
    public static CFindResponse Pending { get; } = new(DimseStatus.Pending);

    /// <summary>A match; one or more optional keys are not supported (FF01H).</summary>
    public static CFindResponse PendingWithUnsupportedKeys { get; } = new(DimseStatus.PendingWithUnsupportedKeys);

    /// <summary>No more matches.</summary>
    public static CFindResponse Success { get; } = new(DimseStatus.Success);

    /// <summary>Ended by C-CANCEL (FE00H).</summary>
    public static CFindResponse Cancel { get; } = new(DimseStatus.Cancel);

    /// <inheritdoc/>
    public override CommandField CommandField => CommandField.CFindResponse;
}
