namespace Belfry.Dicom;

/// <content>Elements.</content>
internal sealed partial class DataSetParser
{
    // So many zeros at the end of a stream are waited for; a window always has room for them.
    private const int LongestPadding = 1024;

    private ParseStep? ReadElement(
        ref ParseFrame frame,
        in ElementHeader header,
        ReadOnlySpan<byte> rest,
        long origin,
        bool isFinal,
        ref int position)
    {
        var tag = header.Tag;
        var at = origin + position;
        if (tag.IsItemOrDelimiter)
            return ReadDelimiter(ref frame, header, at, ref position);
        if (_depth == 0 && EndsBefore(tag, rest, at, isFinal))
            return ParseStep.Done;
        if (_depth == 0 && MayBePadding(tag, rest, at, isFinal))
            return ParseStep.NeedMore;
        if (!Count(at, out var limit))
            return limit;

        var encoding = frame.Encoding;
        var flags = encoding.IsBig ? ElementFlags.BigEndian : ElementFlags.None;
        var vr = header.VR;
        if (vr == VR.None)
        {
            if (header.HasUnknownLetters)
                _report.Warn($"{tag} has a VR that does not exist", at);
            vr = ResolveVR(ref frame, tag, header);
        }
        else if (vr == VR.UN)
        {
            var known = ResolveVR(ref frame, tag, header);
            // What is in UN is little endian, and sequences are implicit, whatever is around them (PS3.5 §6.2.2 note 2).
            encoding = DataEncoding.ImplicitLittle;
            flags = known == VR.UN ? ElementFlags.None : ElementFlags.CameAsUN;
            vr = known;
        }

        if (header.IsUndefined && !(encoding.IsExplicit && header.HasUnknownLetters && header.Size == 8))
            return OpenUndefined(ref frame, tag, vr, flags | ElementFlags.UndefinedLength, encoding, header, ref position, at);

        var end = at + header.Size + header.Length;
        if (end > frame.End)
            return Fault($"{tag} is longer than the item that it is in", at);
        if (vr == VR.SQ)
        {
            if (header.Length == 0)
            {
                position += header.Size;
                Push(ref frame, new ElementEntry { Tag = tag, VR = VR.SQ, Kind = ValueKind.Items, Value = Array.Empty<DicomDataSet>(), Flags = flags });
                return null;
            }

            var known = StartsWithItem(rest[header.Size..], encoding, header.Length);
            if (known is null && !isFinal)
                return ParseStep.NeedMore;
            if (known is not false)
            {
                position += header.Size;
                return OpenSequence(ref frame, tag, flags, encoding, end, at);
            }

            if (encoding.IsExplicit)
                return Fault($"{tag} is a sequence that does not begin with an item", at);
            // The dictionary says SQ, the bytes do not: a private element of another maker.
            _report.Warn($"{tag} does not hold items", at);
            vr = VR.UN;
        }

        return ReadValue(ref frame, new ElementEntry { Tag = tag, VR = vr, Flags = flags }, header, rest, at, isFinal, ref position);
    }

    private ParseStep? ReadValue(
        ref ParseFrame frame,
        ElementEntry entry,
        in ElementHeader header,
        ReadOnlySpan<byte> rest,
        long at,
        bool isFinal,
        ref int position)
    {
        if ((header.Length & 1) != 0)
            _report.Warn($"{entry.Tag} has an odd length", at);
        if (header.Length > _limits.LongestInWindow)
        {
            position += header.Size;
            _pending = entry;
            PendingLength = header.Length;
            return ParseStep.NeedValue;
        }

        if (header.Length > rest.Length - header.Size)
            return isFinal ? Fault($"{entry.Tag} is longer than the rest of the source", at) : ParseStep.NeedMore;
        var value = rest.Slice(header.Size, (int)header.Length);
        entry.Length = value.Length;
        entry.Offset = _limits.Arena?.Add(value) ?? position + header.Size;
        position += header.Size + value.Length;
        if (entry.Tag.Value == 0x0028_0103)
            frame.IsSigned = value.ContainsAnyExcept((byte)0);
        Push(ref frame, entry);
        return null;
    }

    private ParseStep? ReadDelimiter(ref ParseFrame frame, in ElementHeader header, long at, ref int position)
    {
        var isItem = _depth > 0 && frame.End == long.MaxValue;
        if (header.Tag.Value == ElementHeader.ItemDelimiter && isItem)
        {
            if (header.Length != 0)
                _report.Warn("A delimiter has a length", at);
            position += header.Size;
            Close();
        }
        else if (header.Tag.Value is ElementHeader.SequenceDelimiter or ElementHeader.Item && isItem)
        {
            // The item has no end of its own; the sequence reads this header again.
            _report.Warn("An item ends without its delimiter", at);
            Close();
        }
        else if (header.Tag.Value is ElementHeader.SequenceDelimiter or ElementHeader.ItemDelimiter)
        {
            _report.Warn("A delimiter without a sequence", at);
            position += header.Size;
        }
        else
        {
            return Fault($"{header.Tag} among the elements of a data set", at);
        }

        return null;
    }

    private bool EndsBefore(DicomTag tag, ReadOnlySpan<byte> rest, long at, bool isFinal)
    {
        if (_limits.StopAt is { } stop && tag >= stop)
            return true;
        if (_limits.OnlyGroup >= 0 && tag.Group != _limits.OnlyGroup)
            return true;
        if (tag.Value != 0 || at == 0 || !isFinal || rest.ContainsAnyExcept((byte)0))
            return false;
        _report.Warn("Zeros behind the last element", at);
        return true;
    }

    /// <summary>True when zeros are all there is so far: only the end tells whether they are padding.</summary>
    private static bool MayBePadding(DicomTag tag, ReadOnlySpan<byte> rest, long at, bool isFinal) =>
        tag.Value == 0 && at != 0 && !isFinal && rest.Length < LongestPadding && !rest.ContainsAnyExcept((byte)0);

    /// <summary>Null when there are not enough bytes to say.</summary>
    private static bool? StartsWithItem(ReadOnlySpan<byte> value, DataEncoding encoding, uint length)
    {
        if (length < 8)
            return false;
        if (value.Length < 4)
            return null;
        return ElementHeader.ReadTag(value, encoding.IsBig).Value is ElementHeader.Item or ElementHeader.SequenceDelimiter;
    }

    private void Push(ref ParseFrame frame, in ElementEntry entry)
    {
        if (_entryCount > frame.First && entry.Tag <= frame.Tag)
            frame.IsUnsorted = true;
        else
            frame.Tag = entry.Tag;
        if (_entryCount == _entries.Length)
            Array.Resize(ref _entries, _entryCount * 2);
        _entries[_entryCount++] = entry;
    }
}
