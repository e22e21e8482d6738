using System.Collections.Frozen;

namespace Belfry.Dicom;

/// <summary>Choices of <see cref="TagJson"/>. Immutable.</summary>
public sealed record TagJsonOptions
{
    private static readonly FrozenSet<DicomTag> _none = [];

    /// <summary>How it is spelled.</summary>
    public TagJsonFormat Format { get; init; } = TagJsonFormat.Full;

    /// <summary>What is taken.</summary>
    public TagJsonContents Contents { get; init; } = TagJsonContents.All;

    /// <summary>Longer text becomes null, in bytes of UTF-8; 0, the default, for no limit.</summary>
    public int MaximumTextLength { get; init; }

    /// <summary>Elements, at any depth, that <see cref="MaximumTextLength"/> is not for.</summary>
    public IReadOnlySet<DicomTag> WithoutLimit { get; init; } = _none;

    /// <summary>Says which elements of the top level are written; null, the default, for all.</summary>
    public Predicate<DicomTag>? Only { get; init; }

    /// <summary>True writes the group 0002 of file meta information; it is left out by default.</summary>
    public bool FileMeta { get; init; }
}
