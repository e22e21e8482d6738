using System.Buffers.Binary;
using Belfry.Dicom;
using Belfry.Imaging;

namespace Belfry.Web;

/// <summary>How a frame becomes an image.</summary>
internal enum FrameRendering
{
    /// <summary>Its least value is black and its greatest white.</summary>
    Preview,

    /// <summary>Values as they are, those outside 0 to 255 as the nearest.</summary>
    UInt8,

    /// <summary>Values as they are, those outside 0 to 65535 as the nearest.</summary>
    UInt16,

    /// <summary>Values as they are, as numbers with a sign.</summary>
    Int16,
}

/// <summary>The pixels of an uncompressed frame, grey or RGB (PS3.3 §C.7.6.3). Immutable.</summary>
internal sealed class FrameImage
{
    // 16,384 by 16,384: more is no image that a browser shows, and 512 MB.
    private const long MostPixels = 16384L * 16384L;

    private readonly DicomDataSet _header;
    private readonly int _bitsAllocated;
    private readonly int _bitsStored;
    private readonly int _highBit;
    private readonly bool _isSigned;
    private readonly bool _isPlanar;
    private readonly string _photometric;

    private FrameImage(DicomDataSet header)
    {
        _header = header;
        Rows = NumberOf(Tags.Rows, 0);
        Columns = NumberOf(Tags.Columns, 0);
        Samples = NumberOf(Tags.SamplesPerPixel, 1);
        _bitsAllocated = NumberOf(Tags.BitsAllocated, 0);
        _bitsStored = NumberOf(Tags.BitsStored, _bitsAllocated);
        _highBit = NumberOf(Tags.HighBit, _bitsStored - 1);
        _isSigned = NumberOf(Tags.PixelRepresentation, 0) == 1;
        _isPlanar = NumberOf(Tags.PlanarConfiguration, 0) == 1;
        _photometric = header.GetString(Tags.PhotometricInterpretation)?.Trim() ?? "";
    }

    public int Rows { get; }

    public int Columns { get; }

    public int Samples { get; }

    /// <summary>Bytes of a frame.</summary>
    public long Length => (long)Rows * Columns * Samples * _bitsAllocated / 8;

    /// <summary>Reads the attributes of an image.</summary>
    /// <exception cref="RestException">It is none that can be shown without a codec.</exception>
    public static FrameImage Of(DicomDataSet header)
    {
        var image = new FrameImage(header);
        var isGrey = image is { Samples: 1, _photometric: "MONOCHROME1" or "MONOCHROME2" or "" } && image._bitsAllocated is 8 or 16;
        var isColour = image is { Samples: 3, _photometric: "RGB", _bitsAllocated: 8 };
        if (image.Rows < 1 || image.Columns < 1 || (long)image.Rows * image.Columns > MostPixels)
            throw new RestException(RestError.BadFormat, "The instance is no image, or one that is too large.");
        if ((!isGrey && !isColour) || image._bitsStored < 1 || image._bitsStored > image._bitsAllocated || image._highBit < image._bitsStored - 1
            || image._highBit >= image._bitsAllocated)
        {
            throw new RestException(RestError.NotImplemented, $"Images of {image.Samples} samples, {image._bitsAllocated} bits, \"{image._photometric}\" are not rendered.");
        }

        return image;
    }

    /// <summary>The image as PNG.</summary>
    /// <param name="frame">The bytes of the frame, <see cref="Length"/> of them.</param>
    /// <param name="isLittleEndian">The order of two bytes.</param>
    /// <param name="rendering">How.</param>
    public byte[] ToPng(ReadOnlySpan<byte> frame, bool isLittleEndian, FrameRendering rendering)
    {
        if (Samples == 3)
            return PngWriter.Write(Columns, Rows, PngColor.Rgb, 8, _isPlanar ? Interleave(frame) : frame);
        var values = ReadValues(frame, isLittleEndian);
        if (rendering == FrameRendering.Preview)
            return PngWriter.Write(Columns, Rows, PngColor.Grey, 8, Stretch(values));
        var bits = rendering == FrameRendering.UInt8 ? 8 : 16;
        var pixels = new byte[values.Length * (bits / 8)];
        for (var i = 0; i < values.Length; i++)
        {
            if (rendering == FrameRendering.UInt8)
                pixels[i] = (byte)Math.Clamp(values[i], 0, byte.MaxValue);
            else if (rendering == FrameRendering.UInt16)
                BinaryPrimitives.WriteUInt16BigEndian(pixels.AsSpan(2 * i), (ushort)Math.Clamp(values[i], 0, ushort.MaxValue));
            else
                BinaryPrimitives.WriteInt16BigEndian(pixels.AsSpan(2 * i), (short)Math.Clamp(values[i], short.MinValue, short.MaxValue));
        }

        return PngWriter.Write(Columns, Rows, PngColor.Grey, bits, pixels);
    }

    private byte[] Stretch(int[] values)
    {
        var (least, greatest) = (int.MaxValue, int.MinValue);
        foreach (var value in values)
            (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
        var range = Math.Max(greatest - least, 1);
        var isInverted = _photometric == "MONOCHROME1";
        var pixels = new byte[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var grey = (byte)((values[i] - least) * 255L / range);
            pixels[i] = isInverted ? (byte)(255 - grey) : grey;
        }

        return pixels;
    }

    // The stored bits of each cell, those around them away (PS3.5 §8.1.1).
    private int[] ReadValues(ReadOnlySpan<byte> frame, bool isLittleEndian)
    {
        var values = new int[Rows * Columns];
        var (shift, mask, sign) = (_highBit + 1 - _bitsStored, (1 << _bitsStored) - 1, 1 << (_bitsStored - 1));
        for (var i = 0; i < values.Length; i++)
        {
            int cell = _bitsAllocated == 8
                ? frame[i]
                : isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(frame[(2 * i)..]) : BinaryPrimitives.ReadUInt16BigEndian(frame[(2 * i)..]);
            var value = (cell >> shift) & mask;
            values[i] = _isSigned && (value & sign) != 0 ? value - (mask + 1) : value;
        }

        return values;
    }

    private byte[] Interleave(ReadOnlySpan<byte> planes)
    {
        var size = Rows * Columns;
        var pixels = new byte[3 * size];
        for (var i = 0; i < size; i++)
        {
            for (var sample = 0; sample < 3; sample++)
                pixels[(3 * i) + sample] = planes[(sample * size) + i];
        }

        return pixels;
    }

    private int NumberOf(DicomTag tag, int missing) => _header.TryGetInteger(tag, out var number) && number is >= 0 and <= int.MaxValue ? (int)number : missing;
}
