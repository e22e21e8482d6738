using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Belfry.Dicom;

namespace Belfry.Archive;

/// <summary>
/// Writes chosen attributes of a header as the index keeps them: Explicit VR Little Endian, ascending, text in UTF-8 without (0008,0005), lengths
/// all defined, so that rows of several levels are put together by walking over them (<see cref="TagMerger"/>).
/// </summary>
internal static class TagWriter
{
    /// <summary>The longest value that is kept, in bytes. The longest text of the standard that is kept (LT) has 10,240 characters.</summary>
    public const int MaxLength = 16 * 1024;

    private static readonly DicomWriteOptions _defined = new() { SequenceLengths = SequenceLengths.Defined, KeepGroupLengths = false };

    /// <param name="header">The header.</param>
    /// <param name="tags">The attributes, ascending. Those that are absent or longer than <see cref="MaxLength"/> are left out.</param>
    /// <param name="defaultSet">What undeclared text is in, if not UTF-8.</param>
    public static byte[] Write(DicomDataSet header, ReadOnlySpan<DicomTag> tags, SpecificCharacterSet defaultSet)
    {
        var output = new ArrayBufferWriter<byte>(512);
        foreach (var tag in tags)
        {
            if (!header.TryGetElement(tag, out var element) || element.IsEncapsulated || element.IsDeferred)
                continue;
            if (element.IsSequence)
                WriteByDataSet(output, element);
            else if (element.Length <= MaxLength)
                WriteValue(output, header, element, defaultSet);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes one element with a value of even length, or pads it.</summary>
    public static void WriteElement(IBufferWriter<byte> output, DicomTag tag, VR vr, ReadOnlySpan<byte> value)
    {
        var padded = (value.Length + 1) & ~1;
        var head = vr.HasLongLength ? 12 : 8;
        var target = output.GetSpan(head + padded);
        BinaryPrimitives.WriteUInt16LittleEndian(target, tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(target[2..], tag.Element);
        Encoding.ASCII.GetBytes(vr.Name, target[4..]);
        if (vr.HasLongLength)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(target[6..], 0);
            BinaryPrimitives.WriteInt32LittleEndian(target[8..], padded);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(target[6..], (ushort)padded);
        }

        value.CopyTo(target[head..]);
        if (padded != value.Length)
            target[head + value.Length] = vr.PaddingByte;
        output.Advance(head + padded);
    }

    private static void WriteValue(ArrayBufferWriter<byte> output, DicomDataSet header, DicomElement element, SpecificCharacterSet defaultSet)
    {
        var vr = HeaderText.RuleOf(element);
        var bytes = element.RawValue.Span;
        if (vr == VR.SQ)
            return;
        if (vr.IsText && !HeaderText.IsPlain(header, vr, bytes))
        {
            var text = Encoding.UTF8.GetBytes(HeaderText.Decode(header, element, vr, defaultSet));
            if (vr.HasLongLength || text.Length < ushort.MaxValue)
                WriteElement(output, element.Tag, vr, text);
        }
        else if (element.IsLittleEndian || vr.IsText || vr.SwapUnit <= 1)
        {
            WriteElement(output, element.Tag, vr, bytes);
        }
        else
        {
            WriteByDataSet(output, element);
        }
    }

    private static void WriteByDataSet(ArrayBufferWriter<byte> output, DicomElement element)
    {
        var dataSet = new DicomDataSet();
        dataSet.Set(element);
        dataSet.Reencode(SpecificCharacterSet.Utf8);
        var bytes = dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian, _defined).AsSpan();
        if (TagMerger.TryReadElement(bytes, out var tag, out var length) && tag == Tags.SpecificCharacterSet)
            bytes = bytes[length..];
        if (bytes.Length <= MaxLength)
            output.Write(bytes);
    }
}
