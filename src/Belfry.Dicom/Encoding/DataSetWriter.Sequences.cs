using System.Runtime.CompilerServices;

namespace Belfry.Dicom;

/// <content>Sequences, fragments, and values in files.</content>
internal ref partial struct DataSetWriter
{
    private void WriteSequence(DicomDataSet dataSet, in ElementEntry entry, DataEncoding encoding, in WriteLevel level, bool isMeasured)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var vr = entry.CameAsUN && encoding.IsExplicit ? VR.UN : VR.SQ;
        var content = entry.CameAsUN ? DataEncoding.ImplicitLittle : encoding;
        var isUndefined = IsUndefined(entry.IsUndefinedLength);
        if (!isUndefined && !isMeasured)
        {
            _scratch.StartMeasuring();
            MeasureSequence(entry, content, level, records: true);
            isMeasured = true;
        }

        _output.WriteHeader(entry.Tag, vr, isUndefined ? ElementHeader.Undefined : _scratch.NextLength(), encoding);
        foreach (var item in entry.Items)
            WriteItem(item, content, level, isMeasured);
        if (isUndefined)
            _output.WriteItemHeader(ElementHeader.SequenceDelimiter, 0, content.IsBig);
    }

    private void WriteItem(DicomDataSet item, DataEncoding encoding, in WriteLevel level, bool isMeasured)
    {
        var itemLevel = level.Item(item);
        var isUndefined = IsUndefined(item.IsUndefinedLength);
        if (!isUndefined && !isMeasured)
        {
            _scratch.StartMeasuring();
            MeasureItem(item, encoding, level, records: true);
            isMeasured = true;
        }

        _output.WriteItemHeader(ElementHeader.Item, isUndefined ? ElementHeader.Undefined : _scratch.NextLength(), encoding.IsBig);
        WriteElements(item, encoding, itemLevel, isMeasured);
        if (isUndefined)
            _output.WriteItemHeader(ElementHeader.ItemDelimiter, 0, encoding.IsBig);
    }

    private readonly bool IsUndefined(bool asRead) => _options.SequenceLengths switch
    {
        SequenceLengths.Defined => false,
        SequenceLengths.Undefined => true,
        _ => asRead,
    };

    private void WriteFragments(in ElementEntry entry, FragmentList fragments, DataEncoding encoding)
    {
        _output.WriteHeader(entry.Tag, entry.VR, ElementHeader.Undefined, encoding);
        for (var i = 0; i < fragments.Count; i++)
        {
            var length = fragments.GetLength(i);
            _output.WriteItemHeader(ElementHeader.Item, (uint)(length + (length & 1)), encoding.IsBig);
            if (fragments.GetDeferred(i) is { } deferred)
                CopyFromFile(deferred, 1);
            else
                _output.Write(fragments.GetBytes(i).Span);
            if ((length & 1) != 0)
                _output.WriteByte(0);
        }

        _output.WriteItemHeader(ElementHeader.SequenceDelimiter, 0, encoding.IsBig);
    }

    private void WriteDeferred(in ElementEntry entry, DeferredValue value, DataEncoding encoding)
    {
        var isOdd = value.Length & 1;
        var vr = WrittenVR(entry, encoding, value.Length + isOdd);
        _output.WriteHeader(entry.Tag, vr, (uint)(value.Length + isOdd), encoding);
        CopyFromFile(value, entry.IsBigEndian == (encoding.IsBig && vr != VR.UN) ? 1 : entry.VR.SwapUnit);
        if (isOdd != 0)
            _output.WriteByte(entry.VR.PaddingByte);
    }

    private void CopyFromFile(DeferredValue value, int swapUnit)
    {
        const int piece = 32 * 1024;
        using var stream = value.Open();
        for (var left = value.Length; left > 0; left -= Math.Min(left, piece))
        {
            var next = _output.Next((int)Math.Min(left, piece));
            stream.ReadExactly(next);
            if (swapUnit > 1)
                ByteOrder.Reverse(next, next, swapUnit);
        }
    }
}
