namespace Belfry.Dicom;

/// <summary>What sets a transfer syntax apart from Implicit VR Little Endian.</summary>
[Flags]
internal enum TransferSyntaxFlags
{
    None = 0,
    ExplicitVR = 1,
    BigEndian = 2,
    Encapsulated = 4,
    Deflated = 8,
    Lossy = 16,
    Retired = 32,
    BigEndianPixelData = 64,
    NoDataSet = 128,
}
