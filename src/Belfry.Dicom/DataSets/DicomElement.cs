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
    public DicomTag Tag => throw new NotSupportedException();

    /// <summary>The VR: that of the bytes when explicit, else that of the dictionary; UN when unknown.</summary>
    public VR VR => throw new NotSupportedException();

    /// <summary>Length of the value in bytes, padding included; for sequences and fragments, of their content without delimiters.</summary>
    public long Length => throw new NotSupportedException();

    /// <summary>True when the value has no bytes, or a sequence no items.</summary>
    public bool IsEmpty => throw new NotSupportedException();

    /// <summary>True for a sequence of items, also when it came as UN of undefined length (PS3.5 §6.2.2).</summary>
    public bool IsSequence => throw new NotSupportedException();

    /// <summary>True for encapsulated Pixel Data: a sequence of fragments (PS3.5 §A.4).</summary>
    public bool IsEncapsulated => throw new NotSupportedException();

    /// <summary>True when the value was left in its file (<see cref="DicomReadOptions.LargeValueThreshold"/>).</summary>
    public bool IsDeferred => throw new NotSupportedException();

    /// <summary>
    /// The value's bytes, padding included, in the byte order of <see cref="IsLittleEndian"/>. The memory belongs to the data set
    /// and may be kept. Reads a deferred value from its file. Throws InvalidOperationException for sequences and fragments.
    /// </summary>
    public ReadOnlyMemory<byte> RawValue => throw new NotSupportedException();

    /// <summary>The byte order of <see cref="RawValue"/>.</summary>
    public bool IsLittleEndian => throw new NotSupportedException();

    /// <summary>The items of a sequence, empty for anything else.</summary>
    public IReadOnlyList<DicomDataSet> Items => throw new NotSupportedException();

    /// <summary>The fragments of encapsulated Pixel Data, the basic offset table first; empty for anything else.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Fragments => throw new NotSupportedException();

    /// <summary>A stream over the value's bytes; the way to read large values.</summary>
    public Stream OpenStream() => throw new NotSupportedException();

    /// <summary>Decoded text without padding, all values joined by backslash; numbers in decimal, AT as <c>gggg,eeee</c>. Null for other binary.</summary>
    public string? GetString() => throw new NotSupportedException();

    /// <summary>The values as text, one string each, without padding.</summary>
    public IReadOnlyList<string> GetStrings() => throw new NotSupportedException();

    private DicomDataSet Owner => _owner;

    private int Index => _index;
}
