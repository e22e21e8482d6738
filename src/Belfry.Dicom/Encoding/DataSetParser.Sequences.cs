namespace Belfry.Dicom;

/// <content>Sequences, items and fragments (PS3.5 §7.5, §A.4).</content>
internal sealed partial class DataSetParser
{
    private ParseStep? OpenUndefined(
        ref ParseFrame frame,
        DicomTag tag,
        VR vr,
        ElementFlags flags,
        DataEncoding encoding,
        in ElementHeader header,
        ref int position,
        long at)
    {
        var isPixelData = tag == Tags.PixelData || (header.VR is VR.OB or VR.OW or VR.OL or VR.OV or VR.OF or VR.OD);
        if (!isPixelData && header.VR is not (VR.None or VR.SQ or VR.UN))
            return Fault($"{tag} ({header.VR}) cannot have an undefined length", at);
        position += header.Size;
        if (!isPixelData)
            return OpenSequence(ref frame, tag, header.VR == VR.UN ? flags | ElementFlags.CameAsUN : flags, encoding, long.MaxValue, at);
        Enter(new ParseFrame
        {
            DataSet = frame.DataSet,
            Kind = FrameKind.Fragments,
            Encoding = frame.Encoding,
            End = long.MaxValue,
            Tag = tag,
            VR = vr is VR.OW ? VR.OW : VR.OB,
            Flags = flags,
            Fragments = new FragmentList(0),
        });
        return null;
    }

    private ParseStep? OpenSequence(ref ParseFrame frame, DicomTag tag, ElementFlags flags, DataEncoding encoding, long end, long at)
    {
        if ((_depth / 2) + 1 > _report.Options.MaxDepth)
            return Fault($"Sequences are nested deeper than {_report.Options.MaxDepth} levels", at);
        Enter(new ParseFrame
        {
            DataSet = frame.DataSet,
            Kind = FrameKind.Items,
            Encoding = encoding,
            End = end,
            First = _itemCount,
            Tag = tag,
            VR = VR.SQ,
            Flags = flags,
            IsSigned = frame.IsSigned,
        });
        return null;
    }

    private ParseStep? ReadItem(
        ref ParseFrame frame, in ElementHeader header, ReadOnlySpan<byte> rest, long origin, bool isFinal, ref int position)
    {
        var at = origin + position;
        switch (header.Tag.Value)
        {
            case ElementHeader.SequenceDelimiter:
                if (header.Length != 0)
                    _report.Warn("A delimiter has a length", at);
                position += header.Size;
                if (frame.End == long.MaxValue)
                    Close();
                else
                    _report.Warn("A delimiter in a sequence of defined length", at);
                return null;
            case ElementHeader.ItemDelimiter:
                _report.Warn("A delimiter without an item", at);
                position += header.Size;
                return null;
            case ElementHeader.Item:
                break;
            default:
                return Fault($"{header.Tag} where an item of {frame.Tag} should be", at);
        }

        var end = header.IsUndefined ? long.MaxValue : at + header.Size + header.Length;
        var encoding = frame.Encoding;
        if ((frame.Flags & ElementFlags.CameAsUN) != 0)
        {
            var nearest = Math.Min(end, frame.End);
            var room = nearest == long.MaxValue ? nearest : nearest - at - header.Size;
            if (UnknownItem.IsExplicit(rest[header.Size..], room, isFinal) is not { } isExplicit)
                return ParseStep.NeedMore;
            if (isExplicit)
            {
                _report.Warn($"{frame.Tag} came as UN and holds explicit VR", at);
                encoding = DataEncoding.ExplicitLittle;
            }
        }

        if (!Count(at, out var limit))
            return limit;
        position += header.Size;
        if (!header.IsUndefined && end > frame.End)
        {
            _report.Warn($"An item is longer than {frame.Tag}, which it is in", at);
            end = frame.End;
        }

        Enter(new ParseFrame
        {
            DataSet = new DicomDataSet(_source, frame.DataSet, header.IsUndefined),
            Kind = FrameKind.Elements,
            Encoding = encoding,
            End = end,
            First = _entryCount,
            IsSigned = frame.IsSigned,
        });
        return null;
    }

    private ParseStep? ReadFragment(
        ref ParseFrame frame,
        in ElementHeader header,
        ReadOnlySpan<byte> rest,
        long origin,
        bool isFinal,
        ref int position)
    {
        var at = origin + position;
        switch (header.Tag.Value)
        {
            case ElementHeader.SequenceDelimiter:
                if (header.Length != 0)
                    _report.Warn("A delimiter has a length", at);
                position += header.Size;
                Close();
                return null;
            case ElementHeader.ItemDelimiter:
                _report.Warn("A delimiter without an item", at);
                position += header.Size;
                return null;
            case ElementHeader.Item when !header.IsUndefined:
                break;
            default:
                return Fault($"{header.Tag} where a fragment of {frame.Tag} should be", at);
        }

        if (!Count(at, out var limit))
            return limit;
        var longest = frame.Fragments is { Count: > 0 } ? _limits.LongestFragmentInWindow : _limits.LongestInWindow;
        if (header.Length > longest)
        {
            position += header.Size;
            PendingLength = header.Length;
            return ParseStep.NeedValue;
        }

        if (header.Length > rest.Length - header.Size)
            return isFinal ? Fault($"A fragment of {frame.Tag} is longer than the rest of the source", at) : ParseStep.NeedMore;
        if ((header.Length & 1) != 0)
            _report.Warn("A fragment has an odd length", at);
        if (_limits.Arena is null)
            frame.Fragments?.Add(_source.Bytes.Slice(position + header.Size, (int)header.Length));
        else
            frame.Fragments?.Add(rest.Slice(header.Size, (int)header.Length).ToArray());
        position += header.Size + (int)header.Length;
        return null;
    }

    private static void AddFragment(ref ParseFrame frame, object value)
    {
        if (value is DeferredValue deferred)
            frame.Fragments?.Add(deferred);
        else if (value is byte[] bytes)
            frame.Fragments?.Add(bytes);
    }

    private void Enter(in ParseFrame frame)
    {
        if (++_depth == _frames.Length)
            Array.Resize(ref _frames, _depth * 2);
        _frames[_depth] = frame;
    }

    /// <summary>Ends the innermost level and hands its result to the one around it.</summary>
    private void Close()
    {
        ref var frame = ref _frames[_depth];
        switch (frame.Kind)
        {
            case FrameKind.Elements:
                frame.DataSet.Adopt(TakeEntries(ref frame));
                if (_depth == 0)
                    return;
                if (_itemCount == _items.Length)
                    Array.Resize(ref _items, _itemCount * 2);
                _items[_itemCount++] = frame.DataSet;
                _depth--;
                return;
            case FrameKind.Items:
                var items = _itemCount == frame.First ? [] : _items.AsSpan(frame.First, _itemCount - frame.First).ToArray();
                _itemCount = frame.First;
                Leave(new ElementEntry { Tag = frame.Tag, VR = VR.SQ, Flags = frame.Flags, Kind = ValueKind.Items, Value = items });
                return;
            default:
                Leave(new ElementEntry { Tag = frame.Tag, VR = frame.VR, Flags = frame.Flags, Kind = ValueKind.Fragments, Value = frame.Fragments });
                return;
        }
    }

    private void Leave(in ElementEntry entry)
    {
        _depth--;
        Push(ref _frames[_depth], entry);
    }

    private void CloseAll()
    {
        while (_depth > 0)
            Close();
        Close();
    }
}
