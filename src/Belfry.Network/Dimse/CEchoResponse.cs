using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>C-ECHO-RSP (PS3.7 §9.3.5.2).</summary>
/// <param name="Status">Status (0000,0900).</param>
public sealed record CEchoResponse(DimseStatus Status) : DimseResponse(Status)
{
    /// <summary>The one answer that a C-ECHO commonly has.</summary>
    public static CEchoResponse Success { get; } = new(DimseStatus.Success);

    /// <inheritdoc/>
    public override CommandField CommandField => CommandField.CEchoResponse;
}
