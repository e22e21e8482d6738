namespace Belfry.Dicom;

/// <summary>Characters of one element that another character set does not have.</summary>
/// <param name="Path">The tags from the top down to the element, a sequence's tag for each level above it.</param>
/// <param name="Characters">Each character once, in the order in which they occur.</param>
public sealed record UnencodableText(IReadOnlyList<DicomTag> Path, IReadOnlyList<string> Characters)
{
    /// <summary>The element's own tag.</summary>
    public DicomTag Tag => Path[^1];
}
