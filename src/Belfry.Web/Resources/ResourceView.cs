using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>How resources are shown in one answer. Immutable.</summary>
internal sealed record ResourceView
{
    /// <summary>How tags are spelled.</summary>
    public TagJsonFormat Format { get; init; } = TagJsonFormat.Human;

    /// <summary>Names what REST put beside resources.</summary>
    public UserNames Names { get; init; } = new();

    /// <summary>What is shown.</summary>
    public ResourceContents Contents { get; init; } = ResourceContents.Expanded;

    /// <summary>Attributes shown under <c>RequestedTags</c>; null for no such member.</summary>
    public IReadOnlyList<DicomTag>? RequestedTags { get; init; }

    /// <summary>True when something is to be shown.</summary>
    public bool Shows(ResourceContents contents) => (Contents & contents) != 0;
}
