using Belfry.Imaging;
using Belfry.Orthanc.Abi;

namespace Belfry.Orthanc.Images;

/// <summary>Images of plugins as PNG: grey of 8 and 16 bits, RGB of 8 and 16 bits, RGBA.</summary>
internal static class PixelPng
{
    /// <summary>The file.</summary>
    /// <exception cref="ServiceException">The image cannot be written as PNG.</exception>
    public static byte[] Write(PixelBuffer image)
    {
        var (bits, color) = KindOf(image.Format);
        image.Check();
        using var png = new PngWriter((int)image.Width, (int)image.Height, color, bits);
        var row = new byte[(int)image.Width * image.PixelSize];
        for (var y = 0; y < image.Height; y++)
        {
            image.Row(y).CopyTo(row);
            if (image.Format == OrthancPixelFormat.BGRA32)
                SwapRedAndBlue(row);
            else if (bits == 16)
                SwapBytes(row);
            png.WriteRow(row);
        }

        return png.Finish();
    }

    private static (int Bits, PngColor Color) KindOf(OrthancPixelFormat format) => format switch
    {
        OrthancPixelFormat.Grayscale8 => (8, PngColor.Grey),
        OrthancPixelFormat.Grayscale16 or OrthancPixelFormat.SignedGrayscale16 => (16, PngColor.Grey),
        OrthancPixelFormat.RGB24 => (8, PngColor.Rgb),
        OrthancPixelFormat.RGB48 => (16, PngColor.Rgb),
        OrthancPixelFormat.RGBA32 or OrthancPixelFormat.BGRA32 => (8, PngColor.Rgba),
        _ => throw new ServiceException(OrthancErrorCode.IncompatibleImageFormat, "PNG has no such pixels."),
    };

    // PNG is big endian (ISO/IEC 15948 §7.1).
    private static void SwapBytes(Span<byte> samples)
    {
        if (!BitConverter.IsLittleEndian)
            return;
        for (var i = 0; i + 1 < samples.Length; i += 2)
            (samples[i], samples[i + 1]) = (samples[i + 1], samples[i]);
    }

    private static void SwapRedAndBlue(Span<byte> pixels)
    {
        for (var i = 0; i + 3 < pixels.Length; i += 4)
            (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
    }
}
