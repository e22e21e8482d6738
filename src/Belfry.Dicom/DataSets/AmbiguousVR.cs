namespace Belfry.Dicom;

/// <summary>Attributes with more than one VR in the dictionary, in implicit VR (PS3.5 §A.1, PS3.6 note 1).</summary>
internal static class AmbiguousVR
{
    /// <summary>True for "US or SS": Pixel Representation (0028,0103) decides.</summary>
    public static bool IsSignedOrUnsigned(DicomTag tag) => tag.Value switch
    {
        0x0018_9810 or 0x0022_1452 or 0x0028_0071 or (>= 0x0028_0104 and <= 0x0028_0111) or 0x0028_0120 or 0x0028_0121 => true,
        (>= 0x0028_1100 and <= 0x0028_1103) or (>= 0x0028_1111 and <= 0x0028_1113) or 0x0028_3002 => true,
        0x0040_9211 or 0x0040_9216 or 0x0060_3004 or 0x0060_3006 => true,
        _ => false,
    };

    /// <summary>The VR that an implicit VR source means, out of the dictionary's first choice.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="first">The dictionary's first VR.</param>
    /// <param name="isSigned">Pixel Representation in force is 1.</param>
    public static VR Resolve(DicomTag tag, VR first, bool isSigned)
    {
        if (first == VR.US)
        {
            if (isSigned && IsSignedOrUnsigned(tag))
                return VR.SS;
            // LUT data: words, whatever they number (PS3.5 §A.1 c).
            return tag.Value is 0x0028_1200 or 0x0028_3006 ? VR.OW : VR.US;
        }

        return first == VR.OB && IsByteOrWord(tag) ? VR.OW : first;
    }

    private static bool IsByteOrWord(DicomTag tag) => tag.Value switch
    {
        0x7FE0_0010 or 0x5400_0110 or 0x5400_0112 or 0x5400_100A or 0x5400_1010 or 0x0014_3050 or 0x0014_3070 => true,
        _ => (tag.Value & 0xFF01_FFFF) is 0x5000_200C or 0x5000_3000 or 0x6000_3000 or 0x7F00_0010,
    };
}
