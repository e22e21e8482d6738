using System.Buffers.Binary;
using System.IO.Compression;
using Belfry.Orthanc.Abi;

namespace Belfry.Orthanc.Images;

/// <summary>Writes images as PNG (ISO/IEC 15948): grey of 8 and 16 bits, RGB of 8 and 16 bits, RGBA.</summary>
internal static class PngWriter
{
    private static readonly byte[] _signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>The file.</summary>
    /// <exception cref="ServiceException">The image cannot be written as PNG.</exception>
    public static byte[] Write(PixelBuffer image)
    {
        var (bits, color) = KindOf(image.Format);
        image.Check();
        using var file = new MemoryStream();
        file.Write(_signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], image.Height);
        header[8] = bits;
        header[9] = color;
        header[10..].Clear();
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(image, bits));
        WriteChunk(file, "IEND"u8, default);
        return file.ToArray();
    }

    private static (byte Bits, byte Color) KindOf(OrthancPixelFormat format) => format switch
    {
        OrthancPixelFormat.Grayscale8 => (8, 0),
        OrthancPixelFormat.Grayscale16 or OrthancPixelFormat.SignedGrayscale16 => (16, 0),
        OrthancPixelFormat.RGB24 => (8, 2),
        OrthancPixelFormat.RGB48 => (16, 2),
        OrthancPixelFormat.RGBA32 or OrthancPixelFormat.BGRA32 => (8, 6),
        _ => throw new ServiceException(OrthancErrorCode.IncompatibleImageFormat, "PNG has no such pixels."),
    };

    private static ReadOnlySpan<byte> Compress(PixelBuffer image, byte bits)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            // Each row begins with its filter: none.
            var row = new byte[1 + ((int)image.Width * image.PixelSize)];
            for (var y = 0; y < image.Height; y++)
            {
                var pixels = row.AsSpan(1);
                image.Row(y).CopyTo(pixels);
                if (image.Format == OrthancPixelFormat.BGRA32)
                    SwapRedAndBlue(pixels);
                else if (bits == 16)
                    SwapBytes(pixels);
                zlib.Write(row);
            }
        }

        return compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
    }

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

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(type);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(type, content));
        file.Write(number);
    }

    // ISO/IEC 15948 §D: the cyclic redundancy code of the chunk's type and content.
    private static uint Checksum(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        var sum = uint.MaxValue;
        foreach (var value in type)
            sum = _table[(byte)(sum ^ value)] ^ (sum >> 8);
        foreach (var value in content)
            sum = _table[(byte)(sum ^ value)] ^ (sum >> 8);
        return ~sum;
    }

    private static readonly uint[] _table = [.. Enumerable.Range(0, 256).Select(static n =>
    {
        var value = (uint)n;
        for (var i = 0; i < 8; i++)
            value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        return value;
    })];
}
