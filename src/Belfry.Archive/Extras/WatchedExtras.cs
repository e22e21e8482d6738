using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>What is beside resources, with observers that are told of what changes.</summary>
internal sealed class WatchedExtras(IArchiveIndex index, ArchiveWatchers watchers) : IResourceExtras
{
    public ValueTask<ResourceExtras> ReadAsync(QueryRetrieveLevel level, ArchiveId id, CancellationToken cancellation) => index.Extras.ReadAsync(level, id, cancellation);

    public async ValueTask<(ExtraOutcome Outcome, long Revision)> SetMetadataAsync(
        QueryRetrieveLevel level, ArchiveId id, int number, string? value, Predicate<UserMetadata>? mayReplace, CancellationToken cancellation)
    {
        var result = await index.Extras.SetMetadataAsync(level, id, number, value, mayReplace, cancellation);
        if (result.Outcome == ExtraOutcome.Done)
            watchers.OnUpdated(level, id, ResourceUpdate.Metadata);
        return result;
    }

    public async ValueTask<(ExtraOutcome Outcome, long Revision)> SetAttachmentAsync(
        QueryRetrieveLevel level,
        ArchiveId id,
        int number,
        UserAttachment? attachment,
        ReadOnlyMemory<byte> stored,
        Predicate<UserAttachment>? mayReplace,
        CancellationToken cancellation)
    {
        var result = await index.Extras.SetAttachmentAsync(level, id, number, attachment, stored, mayReplace, cancellation);
        if (result.Outcome == ExtraOutcome.Done)
            watchers.OnUpdated(level, id, ResourceUpdate.Attachment);
        return result;
    }

    public ValueTask<byte[]?> ReadAttachmentAsync(Guid attachmentId, CancellationToken cancellation) => index.Extras.ReadAttachmentAsync(attachmentId, cancellation);

    public ValueTask<bool> SetLabelAsync(QueryRetrieveLevel level, ArchiveId id, string label, bool isSet, CancellationToken cancellation) =>
        index.Extras.SetLabelAsync(level, id, label, isSet, cancellation);

    public ValueTask<IReadOnlyList<string>> ListLabelsAsync(CancellationToken cancellation) => index.Extras.ListLabelsAsync(cancellation);

    public ValueTask<IReadOnlySet<ArchiveId>> FindLabelledAsync(QueryRetrieveLevel level, string label, CancellationToken cancellation) =>
        index.Extras.FindLabelledAsync(level, label, cancellation);
}
