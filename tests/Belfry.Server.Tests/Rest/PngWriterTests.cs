using System.Buffers.Binary;
using System.IO.Compression;
using Belfry.Imaging;

namespace Belfry.Server.Tests;

public sealed class PngWriterTests
{
    [Theory]
    [InlineData(PngColor.Grey, 8, 1)]
    [InlineData(PngColor.Grey, 16, 2)]
    [InlineData(PngColor.Rgb, 8, 3)]
    [InlineData(PngColor.Rgb, 16, 6)]
    [InlineData(PngColor.Rgba, 8, 4)]
    public void Write_EachKind_HasHeaderRowsAndChecksums(PngColor color, int bits, int pixelLength)
    {
        byte[] samples = [.. Enumerable.Range(0, 5 * 3 * pixelLength).Select(static value => (byte)(value * 7))];

        var file = PngWriter.Write(5, 3, color, bits, samples);

        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        Assert.Equal((5, 3), (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20))));
        Assert.Equal([(byte)bits, (byte)color, 0, 0, 0], file[24..29]);
        Assert.Equal([0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82], file[^12..]);
        Assert.Equal(
            samples.Chunk(5 * pixelLength).SelectMany(static row => row.Prepend((byte)0)),
            Decompress(file.AsSpan(41, BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(33)))));
    }

    [Fact]
    public void Rows_TooManyTooFewOrOfAnotherLength_AreRefused()
    {
        using var png = new PngWriter(2, 1, PngColor.Grey, 8);

        Assert.Throws<InvalidOperationException>(() => png.Finish());
        Assert.Throws<ArgumentException>(() => png.WriteRow([1]));
        png.WriteRow([1, 2]);
        Assert.Throws<InvalidOperationException>(() => png.WriteRow([1, 2]));
        Assert.Throws<ArgumentException>(() => PngWriter.Write(2, 2, PngColor.Grey, 8, [1, 2, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PngWriter.Write(0, 2, PngColor.Grey, 8, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => PngWriter.Write(1, 1, PngColor.Grey, 4, [1]));
    }

    private static byte[] Decompress(ReadOnlySpan<byte> data)
    {
        using var plain = new MemoryStream();
        using var zlib = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
        zlib.CopyTo(plain);
        return plain.ToArray();
    }
}
