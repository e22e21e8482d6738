using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>
/// What REST puts beside resources: labels, metadata and attachments. It goes with its resource. What changes it completes when it is durable. Thread-safe.
/// </summary>
public interface IResourceExtras
{
    /// <summary>All that is beside a resource.</summary>
    ValueTask<ResourceExtras> ReadAsync(QueryRetrieveLevel level, ArchiveId id, CancellationToken cancellation);

    /// <summary>Keeps a text, and tells of it as a change.</summary>
    /// <param name="level">The resource's level.</param>
    /// <param name="id">The resource.</param>
    /// <param name="number">The number of the metadata.</param>
    /// <param name="value">The text; null takes it away.</param>
    /// <param name="mayReplace">Asked about what is there, on the thread that writes; null always may.</param>
    /// <param name="cancellation">Ends the wait for a turn.</param>
    /// <returns>What became of it, and the revision that is there now.</returns>
    ValueTask<(ExtraOutcome Outcome, long Revision)> SetMetadataAsync(
        QueryRetrieveLevel level, ArchiveId id, int number, string? value, Predicate<UserMetadata>? mayReplace, CancellationToken cancellation);

    /// <summary>Keeps a file, and tells of it as a change; as <see cref="SetMetadataAsync"/>.</summary>
    /// <param name="level">The resource's level.</param>
    /// <param name="id">The resource.</param>
    /// <param name="number">The number of the attachment.</param>
    /// <param name="attachment">What is kept, its revision being of no meaning; null takes it away.</param>
    /// <param name="stored">The bytes that are kept.</param>
    /// <param name="mayReplace">Asked about what is there, on the thread that writes; null always may.</param>
    /// <param name="cancellation">Ends the wait for a turn.</param>
    ValueTask<(ExtraOutcome Outcome, long Revision)> SetAttachmentAsync(
        QueryRetrieveLevel level,
        ArchiveId id,
        int number,
        UserAttachment? attachment,
        ReadOnlyMemory<byte> stored,
        Predicate<UserAttachment>? mayReplace,
        CancellationToken cancellation);

    /// <summary>The bytes that are kept of an attachment; null when it is gone.</summary>
    ValueTask<byte[]?> ReadAttachmentAsync(Guid attachmentId, CancellationToken cancellation);

    /// <summary>Puts a label to a resource, or takes it away.</summary>
    /// <returns>False when there is no such resource.</returns>
    ValueTask<bool> SetLabelAsync(QueryRetrieveLevel level, ArchiveId id, string label, bool isSet, CancellationToken cancellation);

    /// <summary>All labels that some resource has, in ordinal order.</summary>
    ValueTask<IReadOnlyList<string>> ListLabelsAsync(CancellationToken cancellation);

    /// <summary>The resources of a level that have a label.</summary>
    ValueTask<IReadOnlySet<ArchiveId>> FindLabelledAsync(QueryRetrieveLevel level, string label, CancellationToken cancellation);
}
