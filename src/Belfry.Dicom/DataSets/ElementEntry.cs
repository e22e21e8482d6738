using System.Runtime.InteropServices;

namespace Belfry.Dicom;

/// <summary>Where the value of an element is.</summary>
internal enum ValueKind : byte
{
    /// <summary>In the bytes of the data set's source, at <see cref="ElementEntry.Offset"/>.</summary>
    Source,

    /// <summary>A string or <c>DicomUid</c> text, to be encoded when written.</summary>
    Text,

    /// <summary>A <c>byte[]</c> of the value, without more around it.</summary>
    Bytes,

    /// <summary>A boxed <see cref="ReadOnlyMemory{T}"/> of bytes.</summary>
    Memory,

    /// <summary>A <c>DicomDataSet[]</c>.</summary>
    Items,

    /// <summary>A <see cref="FragmentList"/>.</summary>
    Fragments,

    /// <summary>A <see cref="DeferredValue"/> in a file.</summary>
    Deferred,
}

/// <summary>How the element stood in its source, as far as writing it again needs to know.</summary>
[Flags]
internal enum ElementFlags : byte
{
    None = 0,

    /// <summary>Sequences: the length was FFFFFFFFH.</summary>
    UndefinedLength = 1,

    /// <summary>The bytes of the value are big endian.</summary>
    BigEndian = 2,

    /// <summary>The element came as UN; <see cref="ElementEntry.VR"/> is what the dictionary knows (PS3.5 §6.2.2).</summary>
    CameAsUN = 4,
}

/// <summary>One element in the index of a data set: 24 bytes, no object of its own.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct ElementEntry
{
    public object? Value;
    public DicomTag Tag;
    public int Offset;
    public int Length;
    public VR VR;
    public ValueKind Kind;
    public ElementFlags Flags;

    public readonly bool IsBigEndian => (Flags & ElementFlags.BigEndian) != 0;

    public readonly bool IsUndefinedLength => (Flags & ElementFlags.UndefinedLength) != 0;

    public readonly bool CameAsUN => (Flags & ElementFlags.CameAsUN) != 0;

    /// <summary>A sequence's items; an empty array otherwise.</summary>
    public readonly DicomDataSet[] Items => Kind == ValueKind.Items && Value is DicomDataSet[] items ? items : [];
}
