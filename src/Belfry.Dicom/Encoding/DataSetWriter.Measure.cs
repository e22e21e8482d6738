using System.Text;

namespace Belfry.Dicom;

/// <content>Lengths, before anything is written.</content>
internal ref partial struct DataSetWriter
{
    /// <summary>Bytes that the whole data set takes; of a deflated one, which nobody knows before, none.</summary>
    public static long Measure(DicomDataSet dataSet, TransferSyntax transferSyntax, DicomWriteOptions options)
    {
        if (transferSyntax.IsDeflated)
            return 0;
        var scratch = WriterScratch.Rent();
        var writer = new DataSetWriter(NoOutput.Instance, scratch, options);
        var encoding = DataEncoding.Of(transferSyntax);
        var level = WriteLevel.Root(dataSet);
        var length = writer.MeasureElements(dataSet, 0, dataSet.Count, encoding, level, records: false) + writer.MeasureCharacterSet(level);
        WriterScratch.Return(scratch);
        return length;
    }

    /// <summary>Bytes that a value takes, padding included: text in the character set in force, sequences in Explicit VR Little Endian.</summary>
    public static long MeasureValue(DicomDataSet dataSet, int index)
    {
        var scratch = WriterScratch.Rent();
        var writer = new DataSetWriter(NoOutput.Instance, scratch, DicomWriteOptions.Default);
        ref readonly var entry = ref dataSet.EntryAt(index);
        var level = new WriteLevel(dataSet, dataSet.IsSourceCharacterSetInForce, false);
        var length = entry.Kind == ValueKind.Items
            ? writer.MeasureItems(entry, entry.CameAsUN ? DataEncoding.ImplicitLittle : DataEncoding.ExplicitLittle, level, records: false)
            : writer.MeasureText(entry.VR, entry.Value as string ?? "", level);
        WriterScratch.Return(scratch);
        return length;
    }

    /// <summary>The bytes that text set by a caller is written as, padding included.</summary>
    public static byte[] EncodeText(DicomDataSet dataSet, int index)
    {
        ref readonly var entry = ref dataSet.EntryAt(index);
        var text = entry.Value as string ?? "";
        var scratch = WriterScratch.Rent();
        var writer = new DataSetWriter(NoOutput.Instance, scratch, DicomWriteOptions.Default);
        var charset = dataSet.IsUndeclared && !Ascii.IsValid(text) ? SpecificCharacterSet.Utf8 : dataSet.CharacterSet;
        var encoded = Ascii.IsValid(text) ? System.Text.Encoding.ASCII.GetBytes(text) : writer.Encode(entry.VR, text, charset);
        var bytes = new byte[encoded.Length + (encoded.Length & 1)];
        encoded.CopyTo(bytes);
        if (bytes.Length != encoded.Length)
            bytes[^1] = entry.VR.PaddingByte;
        WriterScratch.Return(scratch);
        return bytes;
    }

    private readonly long MeasureElements(DicomDataSet dataSet, int first, int last, DataEncoding encoding, in WriteLevel level, bool records)
    {
        var length = 0L;
        for (var i = first; i < last; i++)
            length += MeasureElement(dataSet, dataSet.EntryAt(i), encoding, level, records);
        return length;
    }

    private readonly long MeasureElement(DicomDataSet dataSet, in ElementEntry entry, DataEncoding encoding, in WriteLevel level, bool records)
    {
        if (entry.Tag.IsGroupLength && entry.VR == VR.UL)
            return _options.KeepGroupLengths ? 12 : 0;
        switch (entry.Kind)
        {
            case ValueKind.Items:
                return MeasureSequence(entry, entry.CameAsUN ? DataEncoding.ImplicitLittle : encoding, level, records) + (encoding.IsExplicit ? 12 : 8);
            case ValueKind.Fragments when entry.Value is FragmentList fragments:
                return MeasureFragments(fragments) + (encoding.IsExplicit ? 12 : 8);
            case ValueKind.Deferred when entry.Value is DeferredValue deferred:
                return WithHeader(entry, deferred.Length, encoding);
            case ValueKind.Text when entry.Value is string text:
                return WithHeader(entry, MeasureText(entry.VR, text, level), encoding);
            default:
                var value = dataSet.SpanOf(entry);
                var length = entry.Kind == ValueKind.Source && !level.CopiesText && NeedsRecoding(entry, value)
                    ? MeasureText(entry.VR, dataSet.GetSourceText(entry), level)
                    : value.Length;
                return WithHeader(entry, length, encoding);
        }
    }

    private static long WithHeader(in ElementEntry entry, long length, DataEncoding encoding)
    {
        length += length & 1;
        return length + (encoding.IsExplicit && WrittenVR(entry, encoding, length).HasLongLength ? 12 : 8);
    }

    private readonly long MeasureText(VR vr, string text, in WriteLevel level)
    {
        var length = Ascii.IsValid(text) ? text.Length : Encode(vr, text, level.CharacterSet).Length;
        return length + (length & 1);
    }

    /// <summary>Length of the content, with a delimiter if there will be one; remembered for the writing.</summary>
    private readonly long MeasureSequence(in ElementEntry entry, DataEncoding content, in WriteLevel level, bool records)
    {
        var isUndefined = IsUndefined(entry.IsUndefinedLength);
        var place = records && !isUndefined ? _scratch.Reserve() : -1;
        var length = MeasureItems(entry, content, level, records);
        if (place >= 0)
            _scratch.Fill(place, length);
        return isUndefined ? length + 8 : length;
    }

    private readonly long MeasureItems(in ElementEntry entry, DataEncoding content, in WriteLevel level, bool records)
    {
        var length = 0L;
        foreach (var item in entry.Items)
            length += 8 + MeasureItem(item, content, level, records);
        return length;
    }

    private readonly long MeasureItem(DicomDataSet item, DataEncoding encoding, in WriteLevel level, bool records)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var isUndefined = IsUndefined(item.IsUndefinedLength);
        var place = records && !isUndefined ? _scratch.Reserve() : -1;
        var length = MeasureElements(item, 0, item.Count, encoding, level.Item(item), records);
        if (place >= 0)
            _scratch.Fill(place, length);
        return isUndefined ? length + 8 : length;
    }

    /// <summary>Length of the elements behind a group length, to the end of the group (PS3.5 §7.2).</summary>
    private readonly long MeasureGroup(DicomDataSet dataSet, int index, DataEncoding encoding, in WriteLevel level)
    {
        var entries = dataSet.Entries;
        var group = entries[index].Tag.Group;
        var end = index + 1;
        while (end < entries.Length && entries[end].Tag.Group == group)
            end++;
        var length = MeasureElements(dataSet, index + 1, end, encoding, level, records: false);
        return group == Tags.SpecificCharacterSet.Group ? length + MeasureCharacterSet(level) : length;
    }

    /// <summary>Length of the element that is written although the data set has none.</summary>
    private readonly long MeasureCharacterSet(in WriteLevel level) => level.Injects ? 8 + MeasureText(VR.CS, level.CharacterSet.ToString(), level) : 0;

    private static long MeasureFragments(FragmentList fragments)
    {
        var length = 8L;
        for (var i = 0; i < fragments.Count; i++)
            length += 8 + fragments.GetLength(i) + (fragments.GetLength(i) & 1);
        return length;
    }
}
