namespace Belfry.Dicom;

/// <content>The finished index of one level, and the VRs that its elements did not say.</content>
internal sealed partial class DataSetParser
{
    /// <summary>
    /// Elements looked at in all, in search of the creators of private blocks, before blocks of unsorted data sets stay unknown (UN).
    /// Unsorted files that are met need some ten thousand.
    /// </summary>
    public const int MostCreatorSteps = 1024 * 1024;

    /// <summary>How many were looked at since <see cref="Begin"/>.</summary>
    public int CreatorSteps { get; private set; }

    private ElementEntry[] TakeEntries(ref ParseFrame frame)
    {
        var entries = _entries.AsSpan(frame.First, _entryCount - frame.First);
        _entryCount = frame.First;
        if (entries.IsEmpty)
            return [];
        if (_limits.DropsFileMeta && _depth == 0)
            entries = DropFileMeta(entries);
        if (!frame.IsUnsorted)
            return entries.ToArray();
        _report.Warn("Tags do not ascend; the elements were put in order");
        return SortAndThin(entries.ToArray());
    }

    private Span<ElementEntry> DropFileMeta(Span<ElementEntry> entries)
    {
        var kept = 0;
        foreach (ref readonly var entry in entries)
        {
            if (entry.Tag.Group == 2)
                _report.Warn($"{entry.Tag} belongs into the file meta information and was left out");
            else
                entries[kept++] = entry;
        }

        return entries[..kept];
    }

    /// <summary>Sorts, keeping what came first first, and drops later elements of the same tag.</summary>
    private ElementEntry[] SortAndThin(ElementEntry[] entries)
    {
        var keys = new ulong[entries.Length];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = ((ulong)entries[i].Tag.Value << 32) | (uint)i;
        Array.Sort(keys, entries);
        var kept = 0;
        foreach (ref readonly var entry in entries.AsSpan())
        {
            if (kept > 0 && entries[kept - 1].Tag == entry.Tag)
                _report.Warn($"{entry.Tag} is there twice; the first was kept");
            else
                entries[kept++] = entry;
        }

        return kept == entries.Length ? entries : entries[..kept];
    }

    /// <summary>The VR that the dictionary gives, where the bytes do not contradict it; UN otherwise.</summary>
    private VR ResolveVR(ref ParseFrame frame, DicomTag tag, in ElementHeader header)
    {
        var vr = tag.IsPrivate && tag.Element >= 0x1000
            ? PrivateVR(ref frame, tag)
            : AmbiguousVR.Resolve(tag, frame.IsSigned);
        if (vr is VR.UN or VR.None)
            return VR.UN;
        var unit = vr.UnitSize;
        return unit > 0 && !header.IsUndefined && header.Length % unit != 0 ? VR.UN : vr;
    }

    private VR PrivateVR(ref ParseFrame frame, DicomTag tag)
    {
        var creatorTag = new DicomTag(tag.Group, (ushort)(tag.Element >> 8));
        if (frame.CreatorTag != creatorTag)
        {
            frame.CreatorTag = creatorTag;
            frame.Creator = FindCreator(frame, creatorTag);
        }

        return frame.Creator is { } creator && DicomDictionary.FindPrivate(tag, creator) is { } entry ? entry.VR : VR.UN;
    }

    private string? FindCreator(in ParseFrame frame, DicomTag creatorTag)
    {
        var entries = _entries.AsSpan(frame.First, _entryCount - frame.First);
        var index = frame.IsUnsorted ? SearchUnsorted(entries, creatorTag) : SearchSorted(entries, creatorTag);
        if (index < 0 || entries[index].Kind != ValueKind.Source)
            return null;
        var source = _limits.Arena?.Bytes ?? _source.Bytes;
        return System.Text.Encoding.Latin1.GetString(source.Span.Slice(entries[index].Offset, entries[index].Length)).Trim(' ', '\0');
    }

    private int SearchSorted(ReadOnlySpan<ElementEntry> entries, DicomTag tag)
    {
        var (low, high) = (0, entries.Length - 1);
        while (low <= high)
        {
            CreatorSteps++;
            var middle = (low + high) / 2;
            var found = entries[middle].Tag;
            if (found == tag)
                return middle;
            if (found < tag)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return -1;
    }

    /// <summary>The nearest one. Where the order of tags is broken on purpose this could go on for minutes: it gives up in time.</summary>
    private int SearchUnsorted(ReadOnlySpan<ElementEntry> entries, DicomTag tag)
    {
        for (var i = entries.Length - 1; i >= 0 && CreatorSteps < MostCreatorSteps; i--)
        {
            CreatorSteps++;
            if (entries[i].Tag == tag)
                return i;
        }

        return -1;
    }
}
