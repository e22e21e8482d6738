using System.Buffers.Binary;
using System.IO.Compression;
using Belfry.Orthanc.Abi;

namespace Belfry.Orthanc.Host;

/// <summary>
/// Service 14: zlib (RFC 1950) and gzip (RFC 1952), each also behind eight bytes that say how long the content is, in little-endian order.
/// Of nothing nothing is made, in both directions.
/// </summary>
internal static unsafe class CompressionServices
{
    private const int PrefixLength = sizeof(ulong);

    /// <summary>14. What is no compressed data, or of another length than it says, is <see cref="OrthancErrorCode.BadFileFormat"/>.</summary>
    public static OrthancErrorCode Compress(OrthancBufferCompression* parameters)
    {
        if (parameters->Target == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        var source = HostMemory.Bytes(parameters->Source, parameters->Size);
        var (gzip, prefixed) = parameters->Compression switch
        {
            OrthancCompressionType.Zlib => (false, false),
            OrthancCompressionType.ZlibWithSize => (false, true),
            OrthancCompressionType.Gzip => (true, false),
            OrthancCompressionType.GzipWithSize => (true, true),
            _ => throw new ServiceException(OrthancErrorCode.ParameterOutOfRange),
        };
        if (source.IsEmpty)
            HostMemory.Fill(parameters->Target, source);
        else if (parameters->Uncompress != 0)
            Expand(parameters->Target, source, gzip, prefixed);
        else
            Reduce(parameters->Target, source, gzip, prefixed);
        return OrthancErrorCode.Success;
    }

    private static void Reduce(OrthancMemoryBuffer* target, ReadOnlySpan<byte> source, bool gzip, bool prefixed)
    {
        using var output = new MemoryStream();
        if (prefixed)
        {
            Span<byte> length = stackalloc byte[PrefixLength];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)source.Length);
            output.Write(length);
        }

        using (Stream stream = gzip
            ? new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true)
            : new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(source);
        }

        Give(target, output);
    }

    private static void Expand(OrthancMemoryBuffer* target, ReadOnlySpan<byte> source, bool gzip, bool prefixed)
    {
        ulong? length = null;
        if (prefixed)
        {
            if (source.Length < PrefixLength)
                throw new ServiceException(OrthancErrorCode.BadFileFormat);
            length = BinaryPrimitives.ReadUInt64LittleEndian(source);
            source = source[PrefixLength..];
        }

        using var output = new MemoryStream();
        fixed (byte* start = source)
        {
            using var input = new UnmanagedMemoryStream(start, source.Length);
            using Stream stream = gzip ? new GZipStream(input, CompressionMode.Decompress) : new ZLibStream(input, CompressionMode.Decompress);
            try
            {
                stream.CopyTo(output);
            }
            catch (InvalidDataException fault)
            {
                throw new ServiceException(OrthancErrorCode.BadFileFormat, fault.Message);
            }
            catch (IOException)
            {
                // A memory stream ends at 2 GiB.
                throw new ServiceException(OrthancErrorCode.NotEnoughMemory);
            }
        }

        if ((length is { } told && told != (ulong)output.Length) || !EndsWhole(source, output, gzip))
            throw new ServiceException(OrthancErrorCode.BadFileFormat);
        Give(target, output);
    }

    // The streams of the base library take a source that ends too early for one that is over; what the format puts last tells them apart.
    private static bool EndsWhole(ReadOnlySpan<byte> source, MemoryStream output, bool gzip)
    {
        if (source.Length < sizeof(uint))
            return false;
        var last = source[^sizeof(uint)..];
        return gzip
            ? BinaryPrimitives.ReadUInt32LittleEndian(last) == (uint)output.Length
            : BinaryPrimitives.ReadUInt32BigEndian(last) == Adler32(output.GetBuffer().AsSpan(0, (int)output.Length));
    }

    // RFC 1950 §8.2.
    private static uint Adler32(ReadOnlySpan<byte> content)
    {
        const uint modulus = 65521;
        uint low = 1;
        uint high = 0;
        foreach (var value in content)
        {
            low = (low + value) % modulus;
            high = (high + low) % modulus;
        }

        return (high << 16) | low;
    }

    private static void Give(OrthancMemoryBuffer* target, MemoryStream content) =>
        HostMemory.Fill(target, content.GetBuffer().AsSpan(0, (int)content.Length));
}
