namespace Belfry.Dicom;

/// <summary>The bytes of binary values as models outside of files hold them (PS3.18 §F.2.7, PS3.19 §A.1.5): little endian.</summary>
internal static class LittleEndianBytes
{
    /// <summary>The value; its own bytes where they are in that order.</summary>
    public static ReadOnlyMemory<byte> Of(DicomElement element)
    {
        var unit = element.VR.SwapUnit;
        if (element.IsLittleEndian || unit <= 1)
            return element.RawValue;
        var swapped = element.RawValue.ToArray();
        for (var i = 0; i + unit <= swapped.Length; i += unit)
            swapped.AsSpan(i, unit).Reverse();
        return swapped;
    }
}
