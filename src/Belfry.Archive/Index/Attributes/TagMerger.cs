using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Belfry.Dicom;

namespace Belfry.Archive;

/// <summary>
/// Puts the kept attributes of several levels together into one data set, ascending. Of an attribute that several have, that of the lowest level
/// stays.
/// </summary>
internal static class TagMerger
{
    /// <param name="levels">What <see cref="TagWriter"/> made, from the patient down; computed attributes may be a level of their own.</param>
    public static DicomDataSet Merge(params ReadOnlySpan<ReadOnlyMemory<byte>> levels)
    {
        var length = 0;
        var isAscii = true;
        foreach (var level in levels)
        {
            length += level.Length;
            isAscii &= Ascii.IsValid(level.Span);
        }

        var output = new ArrayBufferWriter<byte>(length + 32);
        if (!isAscii)
            TagWriter.WriteElement(output, Tags.SpecificCharacterSet, VR.CS, "ISO_IR 192"u8);
        Merge(levels, output);
        return DicomDataSet.Parse(output.WrittenMemory, TransferSyntax.ExplicitVRLittleEndian);
    }

    /// <summary>The first element of bytes in Explicit VR Little Endian with defined lengths: its tag, and its whole length.</summary>
    public static bool TryReadElement(ReadOnlySpan<byte> bytes, out DicomTag tag, out int length)
    {
        tag = default;
        length = 0;
        if (bytes.Length < 8)
            return false;
        tag = new DicomTag(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));
        length = IsLong(bytes[4], bytes[5])
            ? bytes.Length < 12 ? int.MaxValue : checked(12 + BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]))
            : 8 + BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        return length <= bytes.Length;
    }

    private static void Merge(ReadOnlySpan<ReadOnlyMemory<byte>> levels, ArrayBufferWriter<byte> output)
    {
        Span<int> positions = stackalloc int[levels.Length];
        positions.Clear();
        while (true)
        {
            var chosen = -1;
            var chosenLength = 0;
            DicomTag smallest = default;
            for (var i = levels.Length - 1; i >= 0; i--)
            {
                var rest = levels[i].Span[positions[i]..];
                if (rest.IsEmpty)
                    continue;
                if (!TryReadElement(rest, out var tag, out var length))
                    throw new InvalidDataException("The attributes of a row of the index are damaged.");
                if (chosen >= 0 && tag == smallest)
                {
                    positions[i] += length;
                }
                else if (chosen < 0 || tag < smallest)
                {
                    (chosen, smallest, chosenLength) = (i, tag, length);
                }
            }

            if (chosen < 0)
                return;
            output.Write(levels[chosen].Span.Slice(positions[chosen], chosenLength));
            positions[chosen] += chosenLength;
        }
    }

    private static bool IsLong(byte first, byte second) => (char)first switch
    {
        'O' => true,
        'S' => second is (byte)'Q' or (byte)'V',
        'U' => second is (byte)'N' or (byte)'T' or (byte)'C' or (byte)'R' or (byte)'V',
        _ => false,
    };
}
