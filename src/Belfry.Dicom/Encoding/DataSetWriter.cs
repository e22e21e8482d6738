using System.Buffers;
using System.Text;

namespace Belfry.Dicom;

/// <summary>
/// Writes a data set. Values that nobody changed go as one copy from the source to the output; a level of defined length is measured
/// once, with all levels in it, before it is written.
/// </summary>
internal ref partial struct DataSetWriter
{
    private const int LongestShortValue = 0xFFFE;
    private readonly WriterScratch _scratch;
    private readonly DicomWriteOptions _options;
    private SpanOutput _output;

    private DataSetWriter(IBufferWriter<byte> output, WriterScratch scratch, DicomWriteOptions options)
    {
        _output = new SpanOutput(output);
        _scratch = scratch;
        _options = options;
    }

    /// <summary>Writes the whole data set.</summary>
    public static void Write(DicomDataSet dataSet, IBufferWriter<byte> output, TransferSyntax transferSyntax, DicomWriteOptions options)
    {
        if (transferSyntax.IsDeflated)
        {
            Deflater.Write(dataSet, output, options);
            return;
        }

        var scratch = WriterScratch.Rent();
        var writer = new DataSetWriter(output, scratch, options);
        writer.WriteElements(dataSet, DataEncoding.Of(transferSyntax), WriteLevel.Root(dataSet), isMeasured: false);
        writer._output.Flush();
        WriterScratch.Return(scratch);
    }

    private void WriteElements(DicomDataSet dataSet, DataEncoding encoding, WriteLevel level, bool isMeasured)
    {
        var entries = dataSet.Entries;
        for (var i = 0; i < entries.Length; i++)
        {
            ref readonly var entry = ref entries[i];
            if (level.Injects && entry.Tag > Tags.SpecificCharacterSet)
                WriteCharacterSet(ref level, encoding);
            if (entry.Tag.IsGroupLength && entry.VR == VR.UL)
                WriteGroupLength(dataSet, i, encoding, level);
            else
                WriteElement(dataSet, entry, encoding, level, isMeasured);
        }

        if (level.Injects)
            WriteCharacterSet(ref level, encoding);
    }

    private void WriteElementOrGroupLength(DicomDataSet dataSet, int index, DataEncoding encoding, in WriteLevel level)
    {
        ref readonly var entry = ref dataSet.EntryAt(index);
        if (entry.Tag.IsGroupLength && entry.VR == VR.UL)
            WriteGroupLength(dataSet, index, encoding, level);
        else
            WriteElement(dataSet, entry, encoding, level, isMeasured: false);
    }

    private void WriteElement(DicomDataSet dataSet, in ElementEntry entry, DataEncoding encoding, in WriteLevel level, bool isMeasured)
    {
        switch (entry.Kind)
        {
            case ValueKind.Items:
                WriteSequence(dataSet, entry, encoding, level, isMeasured);
                return;
            case ValueKind.Fragments when entry.Value is FragmentList fragments:
                WriteFragments(entry, fragments, encoding);
                return;
            case ValueKind.Deferred when entry.Value is DeferredValue deferred:
                WriteDeferred(entry, deferred, encoding);
                return;
            case ValueKind.Text when entry.Value is string text:
                WriteText(entry, text, level, encoding);
                return;
            default:
                var value = dataSet.SpanOf(entry);
                if (entry.Kind == ValueKind.Source && !level.CopiesText && NeedsRecoding(entry, value))
                    WriteText(entry, dataSet.GetSourceText(entry), level, encoding);
                else
                    WriteBytes(entry, value, encoding);
                return;
        }
    }

    private void WriteBytes(in ElementEntry entry, scoped ReadOnlySpan<byte> value, DataEncoding encoding)
    {
        var isOdd = value.Length & 1;
        var vr = WrittenVR(entry, encoding, value.Length + isOdd);
        _output.WriteHeader(entry.Tag, vr, (uint)(value.Length + isOdd), encoding);
        var wantsBig = encoding.IsBig && vr != VR.UN;
        if (entry.IsBigEndian == wantsBig || entry.VR.SwapUnit == 1)
            _output.Write(value);
        else
            WriteReversed(value, entry.VR.SwapUnit);
        if (isOdd != 0)
            _output.WriteByte(entry.VR.PaddingByte);
    }

    private void WriteReversed(scoped ReadOnlySpan<byte> value, int unit)
    {
        const int piece = 32 * 1024;
        for (; value.Length > piece; value = value[piece..])
            ByteOrder.Reverse(value[..piece], _output.Next(piece), unit);
        ByteOrder.Reverse(value, _output.Next(value.Length), unit);
    }

    private void WriteText(in ElementEntry entry, string text, in WriteLevel level, DataEncoding encoding)
    {
        if (Ascii.IsValid(text))
        {
            var length = text.Length + (text.Length & 1);
            _output.WriteHeader(entry.Tag, WrittenVR(entry, encoding, length), (uint)length, encoding);
            var next = _output.Next(length);
            Ascii.FromUtf16(text, next, out _);
            if (length != text.Length)
                next[^1] = entry.VR.PaddingByte;
            return;
        }

        var bytes = Encode(entry.VR, text, level.CharacterSet);
        var padded = bytes.Length + (bytes.Length & 1);
        _output.WriteHeader(entry.Tag, WrittenVR(entry, encoding, padded), (uint)padded, encoding);
        _output.Write(bytes);
        if (padded != bytes.Length)
            _output.WriteByte(entry.VR.PaddingByte);
    }

    /// <summary>In the scratch buffer, until the next text.</summary>
    private readonly ReadOnlySpan<byte> Encode(VR vr, string text, SpecificCharacterSet charset)
    {
        _scratch.Text.ResetWrittenCount();
        (vr.IsCharsetAffected ? charset : SpecificCharacterSet.Default).Encode(text, vr, _scratch.Text);
        return _scratch.Text.WrittenSpan;
    }

    private void WriteCharacterSet(ref WriteLevel level, DataEncoding encoding)
    {
        level = level with { Injects = false };
        var entry = new ElementEntry { Tag = Tags.SpecificCharacterSet, VR = VR.CS, Kind = ValueKind.Text };
        WriteText(entry, level.CharacterSet.ToString(), level, encoding);
    }

    private void WriteGroupLength(DicomDataSet dataSet, int index, DataEncoding encoding, in WriteLevel level)
    {
        if (!_options.KeepGroupLengths)
            return;
        _output.WriteHeader(dataSet.Entries[index].Tag, VR.UL, 4, encoding);
        var length = MeasureGroup(dataSet, index, encoding, level);
        var next = _output.Next(4);
        if (encoding.IsBig)
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(next, (uint)length);
        else
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(next, (uint)length);
    }

    /// <summary>UN for what came as UN, and for what a 16-bit length cannot say (PS3.5 §6.2.2).</summary>
    private static VR WrittenVR(in ElementEntry entry, DataEncoding encoding, long length) =>
        encoding.IsExplicit && (entry.CameAsUN || (length > LongestShortValue && !entry.VR.HasLongLength)) ? VR.UN : entry.VR;

    private static bool NeedsRecoding(in ElementEntry entry, ReadOnlySpan<byte> value) =>
        entry.VR.IsCharsetAffected && !DicomDataSet.IsPlainAscii(value);
}
