using Belfry.Orthanc.Abi;

namespace Belfry.Orthanc.Images;

/// <summary>An image of a plugin: rows of pixels in the machine's byte order, each of them <paramref name="Pitch"/> bytes after the one before.</summary>
/// <param name="Format">What a pixel is.</param>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Pitch">Bytes from a row to the next.</param>
/// <param name="Data">The first pixel; it is the plugin's.</param>
internal readonly unsafe record struct PixelBuffer(OrthancPixelFormat Format, uint Width, uint Height, uint Pitch, nint Data)
{
    // Sides of a whole slide image and more; what is above is a mistake.
    private const uint LongestSide = 1 << 17;

    public PixelBuffer(OrthancPixelFormat format, uint width, uint height, uint pitch, void* data)
        : this(format, width, height, pitch, (nint)data)
    {
    }

    /// <summary>Bytes of a pixel.</summary>
    /// <exception cref="ServiceException">The format is none.</exception>
    public int PixelSize => Format switch
    {
        OrthancPixelFormat.Grayscale8 => 1,
        OrthancPixelFormat.Grayscale16 or OrthancPixelFormat.SignedGrayscale16 => 2,
        OrthancPixelFormat.RGB24 => 3,
        OrthancPixelFormat.RGBA32 or OrthancPixelFormat.BGRA32 or OrthancPixelFormat.Grayscale32 or OrthancPixelFormat.Float32 => 4,
        OrthancPixelFormat.RGB48 => 6,
        OrthancPixelFormat.Grayscale64 => 8,
        _ => throw new ServiceException(OrthancErrorCode.ParameterOutOfRange, "The format of the pixels is unknown."),
    };

    /// <summary>One row.</summary>
    public ReadOnlySpan<byte> Row(int y) => new((byte*)Data + ((nint)y * (nint)Pitch), (int)Width * PixelSize);

    /// <summary>Refuses what cannot be an image.</summary>
    /// <exception cref="ServiceException">It is none.</exception>
    public void Check()
    {
        if (Width == 0 || Height == 0 || Width > LongestSide || Height > LongestSide)
            throw new ServiceException(OrthancErrorCode.IncompatibleImageSize, "The image is empty, or longer than 131072 pixels.");
        if (Pitch < Width * (ulong)PixelSize)
            throw new ServiceException(OrthancErrorCode.IncompatibleImageSize, "A row is longer than the distance to the next.");
        if (Data == 0)
            throw new ServiceException(OrthancErrorCode.NullPointer);
    }
}
