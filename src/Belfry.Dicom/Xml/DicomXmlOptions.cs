namespace Belfry.Dicom;

/// <summary>Choices of the Native DICOM Model. Immutable.</summary>
public sealed record DicomXmlOptions
{
    /// <summary>The defaults: all binary values inline.</summary>
    public static DicomXmlOptions Default { get; } = new();

    /// <summary>
    /// Is asked about every value of OB, OW, OL, OV, OF, OD or UN and about encapsulated Pixel Data, with the sequences and the items (from 0) that it lies
    /// in, and answers with the URI of a BulkData element, with null for an inline value, or with an empty text to leave the value out. Null writes all inline.
    /// Encapsulated Pixel Data has no inline form and is then written without a value.
    /// </summary>
    public Func<DicomElement, IReadOnlyList<(DicomTag Sequence, int Item)>, string?>? WriteBulkDataAt { get; init; }
}
