namespace Belfry.Archive;

/// <summary>What REST put beside a resource. Immutable.</summary>
/// <param name="Labels">Its labels, in ordinal order.</param>
/// <param name="Metadata">Its metadata, by number.</param>
/// <param name="Attachments">Its attachments, by number.</param>
public sealed record ResourceExtras(
    IReadOnlyList<string> Labels, IReadOnlyDictionary<int, UserMetadata> Metadata, IReadOnlyDictionary<int, UserAttachment> Attachments)
{
    /// <summary>Nothing.</summary>
    public static ResourceExtras None { get; } = new([], new Dictionary<int, UserMetadata>(), new Dictionary<int, UserAttachment>());
}
