using System.Globalization;

namespace Belfry.Dicom;

public sealed partial class DicomDataSet
{
    /// <summary>Sets an empty element (zero length, or a sequence without items).</summary>
    public void SetEmpty(DicomTag tag) => SetEmpty(tag, VRFor(tag));

    /// <summary>As <see cref="SetEmpty(DicomTag)"/>, with a VR of the caller's choice.</summary>
    public void SetEmpty(DicomTag tag, VR vr) => Put(vr switch
    {
        VR.SQ => new ElementEntry { Tag = tag, VR = vr, Kind = ValueKind.Items, Value = Array.Empty<DicomDataSet>() },
        _ => new ElementEntry { Tag = tag, VR = vr, Kind = ValueKind.Bytes, Value = Array.Empty<byte>() },
    });

    /// <summary>
    /// Sets text: the VR is the dictionary's, several values are given apart or joined by backslash. Binary numbers and AT are
    /// read from their text form.
    /// </summary>
    /// <exception cref="FormatException">The text does not fit the VR.</exception>
    public void Set(DicomTag tag, params ReadOnlySpan<string> values) => Set(tag, VRFor(tag), values);

    /// <summary>Sets text with a VR of the caller's choice.</summary>
    /// <exception cref="FormatException">The text does not fit the VR.</exception>
    public void Set(DicomTag tag, VR vr, params ReadOnlySpan<string> values)
    {
        var text = values.Length switch
        {
            0 => "",
            1 => values[0] ?? "",
            _ => string.Join('\\', values),
        };
        if (text.Length == 0)
        {
            SetEmpty(tag, vr);
            return;
        }

        if (vr.IsText)
        {
            TextRules.Check(tag, vr, text);
            Put(new ElementEntry { Tag = tag, VR = vr, Kind = ValueKind.Text, Value = text });
        }
        else
        {
            PutBytes(tag, vr, BinaryValue.FromText(tag, vr, text));
        }
    }

    /// <summary>Sets whole numbers: binary numbers, IS or DS.</summary>
    /// <exception cref="FormatException">A number is out of the range of the VR, or the VR does not hold numbers.</exception>
    public void Set(DicomTag tag, params ReadOnlySpan<long> values)
    {
        var vr = VRFor(tag);
        if (vr == VR.US && values.ContainsAnyInRange(long.MinValue, -1) && AmbiguousVR.IsSignedOrUnsigned(tag))
            vr = VR.SS;
        if (vr.IsText)
            SetNumberText(tag, vr, values, static number => number.ToString(CultureInfo.InvariantCulture));
        else
            PutBytes(tag, vr, BinaryValue.FromIntegers(tag, vr, values));
    }

    /// <summary>Sets numbers: FL, FD, DS (shortened to its 16 characters), or whole ones as binary integers and IS.</summary>
    /// <exception cref="FormatException">A number does not fit the VR, or the VR does not hold numbers.</exception>
    public void Set(DicomTag tag, params ReadOnlySpan<double> values)
    {
        var vr = VRFor(tag);
        if (vr.IsText)
            SetNumberText(tag, vr, values, vr == VR.DS ? TextRules.ToDecimalString : TextRules.ToIntegerString);
        else
            PutBytes(tag, vr, BinaryValue.FromReals(tag, vr, values));
    }

    /// <summary>Sets a date (DA, or DT with day precision).</summary>
    public void Set(DicomTag tag, DateOnly value) => Set(tag, value.ToString("yyyyMMdd", CultureInfo.InvariantCulture));

    /// <summary>Sets a time (TM), to the microsecond, without trailing zeros of the fraction.</summary>
    public void Set(DicomTag tag, TimeOnly value) =>
        Set(tag, value.ToString(value.Ticks % TimeSpan.TicksPerSecond < 10 ? "HHmmss" : "HHmmss.FFFFFF", CultureInfo.InvariantCulture));

    /// <summary>Sets a date and time (DT).</summary>
    public void Set(DicomTag tag, DicomDateTime value) => Set(tag, value.ToString());

    /// <summary>Sets a person name.</summary>
    public void Set(DicomTag tag, PersonName value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Set(tag, value.ToString());
    }

    /// <summary>Sets a UID.</summary>
    public void Set(DicomTag tag, DicomUid value) => Set(tag, value.Value);

    /// <summary>
    /// Sets the items of a sequence; the data sets become part of this one. An item that is already part of another data set is
    /// copied.
    /// </summary>
    public void Set(DicomTag tag, params ReadOnlySpan<DicomDataSet> items)
    {
        var vr = VRFor(tag);
        if (vr is not (VR.SQ or VR.UN))
            throw new FormatException($"{tag} ({vr}) does not hold items.");
        var owned = items.Length == 0 ? [] : new DicomDataSet[items.Length];
        for (var i = 0; i < owned.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(items[i]);
            owned[i] = Attach(items[i], owned.AsSpan(0, i));
        }

        Put(new ElementEntry { Tag = tag, VR = VR.SQ, Kind = ValueKind.Items, Value = owned });
    }

    /// <summary>Sets the bytes of a value, little endian, as they are (padded to even length).</summary>
    public void Set(DicomTag tag, VR vr, ReadOnlyMemory<byte> value)
    {
        if (vr is VR.SQ or VR.None)
            throw new ArgumentException("A sequence is set by its items.", nameof(vr));
        Put(new ElementEntry { Tag = tag, VR = vr, Kind = ValueKind.Memory, Value = value });
    }

    /// <summary>Sets encapsulated Pixel Data: the basic offset table, which may be empty, and the fragments (PS3.5 §A.4).</summary>
    public void SetFragments(DicomTag tag, ReadOnlyMemory<byte> offsetTable, IReadOnlyList<ReadOnlyMemory<byte>> fragments)
    {
        ArgumentNullException.ThrowIfNull(fragments);
        var list = new FragmentList(fragments.Count + 1);
        list.Add(offsetTable);
        foreach (var fragment in fragments)
            list.Add(fragment);
        Put(new ElementEntry { Tag = tag, VR = VR.OB, Kind = ValueKind.Fragments, Value = list, Flags = ElementFlags.UndefinedLength });
    }

    /// <summary>Copies an element of another data set, whatever its VR; text is re-encoded when the character sets differ.</summary>
    public void Set(DicomElement element)
    {
        var owner = element.Owner ?? throw new ArgumentException("Not an element of a data set.", nameof(element));
        var entry = owner.EntryAt(element.Index);
        if (entry.Kind == ValueKind.Items)
        {
            var copies = new DicomDataSet[entry.Items.Length];
            for (var i = 0; i < copies.Length; i++)
                copies[i] = Attach(entry.Items[i].Clone(), default);
            entry.Value = copies;
        }
        else if (entry.Kind == ValueKind.Source)
        {
            if (entry.VR.IsCharsetAffected && !IsPlainAscii(owner.SpanOf(entry)))
            {
                entry.Value = owner.DecodeText(entry);
                entry.Kind = ValueKind.Text;
            }
            else
            {
                entry.Value = owner.MemoryOf(entry);
                entry.Kind = ValueKind.Memory;
            }
        }

        Put(entry);
    }

    /// <summary>Removes an element.</summary>
    /// <returns>True when it was there.</returns>
    public bool Remove(DicomTag tag)
    {
        var index = IndexOf(tag);
        if (index < 0)
            return false;
        if (tag == Tags.SpecificCharacterSet)
            PinSourceCharacterSet();
        _count--;
        Array.Copy(_entries, index + 1, _entries, index, _count - index);
        _entries[_count] = default;
        return true;
    }

    /// <summary>A deep copy that can be changed apart; bytes are shared.</summary>
    public DicomDataSet Clone()
    {
        var copy = CloneUnder(null);
        copy._sourceCharacterSet = _source is null ? null : _sourceCharacterSet ?? (Parent is null ? null : SourceCharacterSet);
        return copy;
    }

    private DicomDataSet CloneUnder(DicomDataSet? parent)
    {
        var copy = _source is null ? new DicomDataSet { Parent = parent } : new DicomDataSet(_source, parent, IsUndefinedLength);
        copy._sourceCharacterSet = _sourceCharacterSet;
        copy._count = _count;
        copy._entries = Entries.ToArray();
        foreach (ref var entry in copy._entries.AsSpan())
        {
            if (entry.Items is { Length: > 0 } items)
                entry.Value = Array.ConvertAll(items, item => item.CloneUnder(copy));
        }

        return copy;
    }

    private DicomDataSet Attach(DicomDataSet item, ReadOnlySpan<DicomDataSet> siblings)
    {
        for (var ancestor = this; ancestor is not null; ancestor = ancestor.Parent)
        {
            if (ReferenceEquals(ancestor, item))
                throw new ArgumentException("A data set cannot be an item of itself.", nameof(item));
        }

        if (item.Parent is not null && (item.Parent != this || siblings.Contains(item)))
            item = item.Clone();
        if (item._source is not null && item.Parent is null)
            item._sourceCharacterSet ??= item.SourceCharacterSet;
        item.Parent = this;
        return item;
    }

    private void SetNumberText<T>(DicomTag tag, VR vr, ReadOnlySpan<T> values, Func<T, string> format)
    {
        var texts = new string[values.Length];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = format(values[i]);
        Set(tag, vr, texts);
    }

    private void PutBytes(DicomTag tag, VR vr, byte[] bytes) => Put(new ElementEntry { Tag = tag, VR = vr, Kind = ValueKind.Bytes, Value = bytes });

    private void Put(in ElementEntry entry)
    {
        if (entry.Tag.IsItemOrDelimiter)
            throw new ArgumentException("Items and delimiters are not elements.", nameof(entry));
        if (entry.Tag == Tags.SpecificCharacterSet)
            PinSourceCharacterSet();
        var index = IndexOf(entry.Tag);
        if (index >= 0)
        {
            _entries[index] = entry;
            return;
        }

        index = ~index;
        if (_count == _entries.Length)
            Array.Resize(ref _entries, _count == 0 ? 8 : _count * 2);
        if (index < _count)
            Array.Copy(_entries, index, _entries, index + 1, _count - index);
        _entries[index] = entry;
        _count++;
    }

    private VR VRFor(DicomTag tag)
    {
        if (!tag.IsPrivate || tag.Element < 0x1000)
            return DicomDictionary.GetVR(tag);
        return GetPrivateCreator(tag) is { } creator && DicomDictionary.FindPrivate(tag, creator) is { } known ? known.VR : VR.UN;
    }
}
