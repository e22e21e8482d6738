namespace Belfry.Imaging;

/// <summary>What a pixel of a PNG image is. The numbers are the colour types of ISO/IEC 15948 §11.2.1.</summary>
public enum PngColor : byte
{
    /// <summary>One sample.</summary>
    Grey = 0,

    /// <summary>Red, green and blue.</summary>
    Rgb = 2,

    /// <summary>The same and how opaque it is.</summary>
    Rgba = 6,
}
