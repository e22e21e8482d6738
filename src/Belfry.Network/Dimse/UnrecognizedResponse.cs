using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>The answer to an <see cref="UnrecognizedRequest"/>: its Command Field with bit 15 set.</summary>
internal sealed record UnrecognizedResponse(DimseStatus Status, ushort RequestField) : DimseResponse(Status)
{
    public override CommandField CommandField => (CommandField)(RequestField | 0x8000);
}
