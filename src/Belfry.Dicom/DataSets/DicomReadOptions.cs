namespace Belfry.Dicom;

/// <summary>Limits and choices of a reader. Immutable.</summary>
public sealed record DicomReadOptions
{
    /// <summary>The defaults.</summary>
    public static DicomReadOptions Default { get; } = new();

    /// <summary>Reading ends before the first top-level element with this tag or a greater one; null reads all.</summary>
    public DicomTag? StopAt { get; init; }

    /// <summary>Deepest nesting of sequences, in levels. 64: the deepest published IOD needs fewer than 16.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Most elements and items in one data set, all levels together. 4 Mi: some whole-slide images hold a million.</summary>
    public int MaxElements { get; init; } = 4 * 1024 * 1024;

    /// <summary>Most bytes that a deflated data set may inflate to. 256 MiB.</summary>
    public long MaxInflatedBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>A value longer than this, in bytes, is left in its file and read when asked for. 64 KiB.</summary>
    public int LargeValueThreshold { get; init; } = 64 * 1024;

    /// <summary>
    /// True: a truncated or faulty tail ends the data set, what was read before is kept, and the fault is in
    /// <see cref="DicomFile.Warnings"/>. False (default): such a source throws <see cref="DicomFormatException"/>.
    /// </summary>
    public bool KeepWhatWasRead { get; init; }

    /// <summary>
    /// True: a data set that ends inside a sequence, item or encapsulated value of undefined length is a truncated one. False (default): the missing
    /// delimiters at its end are mended with a warning.
    /// </summary>
    public bool NeedsDelimitersAtTheEnd { get; init; }

    /// <summary>Called for each thing that was wrong with the source and was mended or left out; on the reading thread.</summary>
    public Action<string>? OnWarning { get; init; }
}
