using System.Buffers.Binary;
using System.IO.Compression;

namespace Belfry.Imaging;

/// <summary>Writes one image as PNG (ISO/IEC 15948), row by row, each without a filter: what is shown once need not be small. Not thread-safe.</summary>
public sealed class PngWriter : IDisposable
{
    private static readonly byte[] _signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly uint[] _crc = MakeTable();

    private readonly byte[] _header = new byte[13];
    private readonly MemoryStream _data = new();
    private readonly ZLibStream _zlib;
    private readonly int _rowLength;
    private readonly int _height;
    private int _rows;

    /// <summary>Begins an image.</summary>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="color">What a pixel is.</param>
    /// <param name="bits">8 or 16 for each sample.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive, or the bits are neither.</exception>
    public PngWriter(int width, int height, PngColor color, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (bits is not (8 or 16))
            throw new ArgumentOutOfRangeException(nameof(bits), bits, "Samples have 8 or 16 bits.");
        BinaryPrimitives.WriteInt32BigEndian(_header, width);
        BinaryPrimitives.WriteInt32BigEndian(_header.AsSpan(4), height);
        _header[8] = (byte)bits;
        _header[9] = (byte)color;
        _rowLength = checked(width * SamplesOf(color) * (bits / 8));
        _height = height;
        _zlib = new ZLibStream(_data, CompressionLevel.Fastest, leaveOpen: true);
    }

    /// <summary>An image whose rows lie one behind the other.</summary>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="color">What a pixel is.</param>
    /// <param name="bits">8 or 16 for each sample.</param>
    /// <param name="samples">All samples; those of 16 bits with the high byte first.</param>
    /// <exception cref="ArgumentException">There are fewer samples or more.</exception>
    public static byte[] Write(int width, int height, PngColor color, int bits, ReadOnlySpan<byte> samples)
    {
        using var png = new PngWriter(width, height, color, bits);
        if (samples.Length != (long)png._rowLength * height)
            throw new ArgumentException("The samples are not those of the image.", nameof(samples));
        for (; !samples.IsEmpty; samples = samples[png._rowLength..])
            png.WriteRow(samples[..png._rowLength]);
        return png.Finish();
    }

    /// <summary>Writes the next row.</summary>
    /// <param name="samples">Its samples; those of 16 bits with the high byte first (§7.1).</param>
    /// <exception cref="ArgumentException">A row has another length.</exception>
    /// <exception cref="InvalidOperationException">All rows are there.</exception>
    public void WriteRow(ReadOnlySpan<byte> samples)
    {
        if (samples.Length != _rowLength)
            throw new ArgumentException("The row has another length.", nameof(samples));
        if (_rows == _height)
            throw new InvalidOperationException("The image has all of its rows.");
        _rows++;
        _zlib.WriteByte(0);
        _zlib.Write(samples);
    }

    /// <summary>The file. Nothing can be written afterwards.</summary>
    /// <exception cref="InvalidOperationException">A row is missing.</exception>
    public byte[] Finish()
    {
        if (_rows != _height)
            throw new InvalidOperationException("A row is missing.");
        _zlib.Dispose();
        using var file = new MemoryStream();
        file.Write(_signature);
        WriteChunk(file, "IHDR"u8, _header);
        WriteChunk(file, "IDAT"u8, _data.GetBuffer().AsSpan(0, (int)_data.Length));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>Lets go of what was compressed.</summary>
    public void Dispose()
    {
        _zlib.Dispose();
        _data.Dispose();
    }

    private static int SamplesOf(PngColor color) => color switch
    {
        PngColor.Grey => 1,
        PngColor.Rgb => 3,
        PngColor.Rgba => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(color), color, "No such colour."),
    };

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(type);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), content));
        file.Write(number);
    }

    // Annex D: the code of a chunk's type and content.
    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
            crc = _crc[(byte)(crc ^ one)] ^ (crc >> 8);
        return crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            table[i] = crc;
        }

        return table;
    }
}
