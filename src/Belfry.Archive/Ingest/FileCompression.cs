using System.IO.Compression;

namespace Belfry.Archive;

/// <summary>Files kept zlib-compressed (RFC 1950).</summary>
internal static class FileCompression
{
    // Pixels gain little from more effort, and senders wait.
    public const CompressionLevel Level = CompressionLevel.Fastest;

    public static byte[] Compress(ReadOnlySpan<byte> file)
    {
        var output = new MemoryStream((file.Length / 2) + 64);
        using (var zlib = new ZLibStream(output, Level, leaveOpen: true))
            zlib.Write(file);
        return output.ToArray();
    }

    /// <summary>The DICOM file behind a stream of the storage area, which comes along.</summary>
    public static Stream Decompress(Stream stored, bool isCompressed) => isCompressed ? new ZLibStream(stored, CompressionMode.Decompress) : stored;
}
