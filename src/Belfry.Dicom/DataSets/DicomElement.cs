using System.Runtime.InteropServices;

namespace Belfry.Dicom;

/// <summary>
/// A view of one element of a data set: cheap to make and to copy, valid as long as the data set is not changed.
/// Values are decoded when asked for.
/// </summary>
public readonly struct DicomElement
{
    private readonly DicomDataSet _owner;
    private readonly int _index;

    internal DicomElement(DicomDataSet owner, int index)
    {
        _owner = owner;
        _index = index;
    }

    /// <summary>The tag.</summary>
    public DicomTag Tag => Entry.Tag;

    /// <summary>The VR: that of the bytes when explicit, else that of the dictionary; UN when unknown.</summary>
    public VR VR => Entry.VR;

    /// <summary>Length of the value in bytes, padding included; for sequences and fragments, of their content without delimiters.</summary>
    public long Length => Entry.Kind switch
    {
        ValueKind.Source => Entry.Length,
        ValueKind.Deferred when Entry.Value is DeferredValue deferred => deferred.Length,
        ValueKind.Fragments when Entry.Value is FragmentList fragments => fragments.TotalLength + (8L * fragments.Count),
        ValueKind.Items or ValueKind.Text => DataSetWriter.MeasureValue(_owner, _index),
        _ => _owner.MemoryOf(Entry).Length,
    };

    /// <summary>True when the value has no bytes, or a sequence no items.</summary>
    public bool IsEmpty => Entry.Kind switch
    {
        ValueKind.Source => Entry.Length == 0,
        ValueKind.Items => Entry.Items.Length == 0,
        ValueKind.Text => Entry.Value is "",
        _ => Length == 0,
    };

    /// <summary>True for a sequence of items, also when it came as UN of undefined length (PS3.5 §6.2.2).</summary>
    public bool IsSequence => Entry.Kind == ValueKind.Items;

    /// <summary>True for encapsulated Pixel Data: a sequence of fragments (PS3.5 §A.4).</summary>
    public bool IsEncapsulated => Entry.Kind == ValueKind.Fragments;

    /// <summary>True when the value was left in its file (<see cref="DicomReadOptions.LargeValueThreshold"/>).</summary>
    public bool IsDeferred => Entry.Kind == ValueKind.Deferred || (Entry.Value is FragmentList fragments && fragments.HasDeferred);

    /// <summary>True when the length stood as FFFFFFFFH in the source: sequences, and fragments.</summary>
    public bool HasUndefinedLength => Entry.IsUndefinedLength;

    /// <summary>
    /// The value's bytes, padding included, in the byte order of <see cref="IsLittleEndian"/>. The memory belongs to the data set
    /// and may be kept. Reads a deferred value from its file. Throws InvalidOperationException for sequences and fragments.
    /// </summary>
    public ReadOnlyMemory<byte> RawValue => Entry.Kind switch
    {
        ValueKind.Items => throw new InvalidOperationException($"{Tag} is a sequence of items; read its Items."),
        ValueKind.Fragments => throw new InvalidOperationException($"{Tag} is encapsulated; read its Fragments."),
        ValueKind.Text => DataSetWriter.EncodeText(_owner, _index),
        _ => _owner.MemoryOf(Entry),
    };

    /// <summary>The byte order of <see cref="RawValue"/>.</summary>
    public bool IsLittleEndian => !Entry.IsBigEndian;

    /// <summary>The items of a sequence, empty for anything else.</summary>
    public IReadOnlyList<DicomDataSet> Items => Entry.Items;

    /// <summary>The fragments of encapsulated Pixel Data, the basic offset table first; empty for anything else.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Fragments
    {
        get
        {
            if (Entry.Value is not FragmentList list)
                return [];
            var fragments = new ReadOnlyMemory<byte>[list.Count];
            for (var i = 0; i < fragments.Length; i++)
                fragments[i] = list.GetBytes(i);
            return fragments;
        }
    }

    /// <summary>Number of fragments, the basic offset table included; 0 when not encapsulated.</summary>
    public int FragmentCount => Entry.Value is FragmentList list ? list.Count : 0;

    /// <summary>One fragment; 0 is the basic offset table. Reads a deferred one from its file.</summary>
    public ReadOnlyMemory<byte> GetFragment(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, FragmentCount);
        return Entry.Value is FragmentList list ? list.GetBytes(index) : default;
    }

    /// <summary>A stream over the value's bytes; the way to read large values.</summary>
    public Stream OpenStream() => Entry.Value is DeferredValue deferred ? deferred.Open() : StreamOver(RawValue);

    /// <summary>Decoded text without padding, all values joined by backslash; numbers in decimal, AT as <c>gggg,eeee</c>. Null for other binary.</summary>
    public string? GetString() => _owner.GetStringAt(_index);

    /// <summary>The values as text, one string each, without padding.</summary>
    public IReadOnlyList<string> GetStrings() => _owner.GetStringsAt(_index);

    internal static MemoryStream StreamOver(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Array is not null
            ? new MemoryStream(segment.Array, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);

    internal DicomDataSet Owner => _owner;

    internal int Index => _index;

    private ref readonly ElementEntry Entry => ref _owner.EntryAt(_index);
}
