namespace Belfry.Dicom;

/// <summary>Choices of the DICOM JSON model. Immutable.</summary>
public sealed record DicomJsonOptions
{
    /// <summary>The defaults: all binary values inline.</summary>
    public static DicomJsonOptions Default { get; } = new();

    /// <summary>
    /// Writing: gives the BulkDataURI of a value of OB, OW, OL, OV, OF, OD or UN longer than <see cref="BulkDataThreshold"/>, and of
    /// encapsulated Pixel Data of any length. Null, or an answer of null, writes the value inline; encapsulated Pixel Data, which has
    /// no inline form, is then written without a value.
    /// </summary>
    public Func<DicomElement, string?>? WriteBulkData { get; init; }

    /// <summary>
    /// Writing, instead of <see cref="WriteBulkData"/>: is asked about every such value of any length, with the sequences and the items (from 0) that it
    /// lies in, and answers with a BulkDataURI, with null for an inline value, or with an empty text to leave the value out.
    /// </summary>
    public Func<DicomElement, IReadOnlyList<(DicomTag Sequence, int Item)>, string?>? WriteBulkDataAt { get; init; }

    /// <summary>Reading: gives the bytes, little endian, that a BulkDataURI names. Null, or an answer of null, makes such a value an error.</summary>
    public Func<DicomTag, VR, string, ReadOnlyMemory<byte>?>? ReadBulkData { get; init; }

    /// <summary>Values up to this length, in bytes, are always inline. 1024: about what a reference with its request costs.</summary>
    public int BulkDataThreshold { get; init; } = 1024;

    /// <summary>Deepest nesting of sequences read, in levels. 64, as in <see cref="DicomReadOptions.MaxDepth"/>.</summary>
    public int MaxDepth { get; init; } = 64;
}
