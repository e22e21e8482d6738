using System.Runtime.InteropServices;

namespace Belfry.Dicom;

internal enum FrameKind : byte
{
    /// <summary>The elements of the data set or of an item.</summary>
    Elements,

    /// <summary>The items of a sequence.</summary>
    Items,

    /// <summary>The fragments of encapsulated pixel data.</summary>
    Fragments,
}

/// <summary>One level of what the parser stands in; its stack grows on the heap, never on the call stack.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct ParseFrame
{
    /// <summary>Elements: the data set they go into. Items and fragments: the data set that has the element.</summary>
    public DicomDataSet DataSet;

    /// <summary>Fragments: what was collected.</summary>
    public FragmentList? Fragments;

    /// <summary>Elements: the private creator last asked for.</summary>
    public string? Creator;
    public DicomTag CreatorTag;

    /// <summary>First byte behind; <see cref="long.MaxValue"/> for undefined length.</summary>
    public long End;

    /// <summary>Where its elements or items begin in the parser's stack.</summary>
    public int First;

    /// <summary>Items and fragments: the element's tag. Elements: the last tag.</summary>
    public DicomTag Tag;
    public FrameKind Kind;
    public DataEncoding Encoding;
    public VR VR;
    public ElementFlags Flags;

    /// <summary>Elements: tags did not ascend.</summary>
    public bool IsUnsorted;

    /// <summary>Elements: Pixel Representation in force is 1.</summary>
    public bool IsSigned;
}
