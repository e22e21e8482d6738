namespace Belfry.Dicom;

/// <summary>How sequences and items end (PS3.5 §7.5.1, §7.5.2).</summary>
public enum SequenceLengths
{
    /// <summary>Lengths are written.</summary>
    Defined,

    /// <summary>Lengths are FFFFFFFFH and delimiters end sequences and items.</summary>
    Undefined,

    /// <summary>Each sequence and item as it was read; new ones defined.</summary>
    AsRead,
}

/// <summary>Choices of a writer. Immutable.</summary>
public sealed record DicomWriteOptions
{
    /// <summary>The defaults.</summary>
    public static DicomWriteOptions Default { get; } = new();

    /// <summary>How sequences and items end. Default: as read.</summary>
    public SequenceLengths SequenceLengths { get; init; } = SequenceLengths.AsRead;

    /// <summary>True (default) keeps group lengths (gggg,0000) that were read, with corrected values; false drops them (PS3.5 §7.2).</summary>
    public bool KeepGroupLengths { get; init; } = true;
}
