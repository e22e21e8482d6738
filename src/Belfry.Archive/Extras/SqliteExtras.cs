using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>What is beside the resources of an SQLite index.</summary>
internal sealed class SqliteExtras(IndexWriter rows, WriterLane lane, ReaderPool readers) : IResourceExtras
{
    public async ValueTask<ResourceExtras> ReadAsync(QueryRetrieveLevel level, ArchiveId id, CancellationToken cancellation)
    {
        if (!rows.MayHaveExtras)
            return ResourceExtras.None;
        using var lease = await readers.RentAsync(cancellation);
        using var together = lease.Database.ReadTogether();
        return ExtraRows.Read(lease.Database, level, id);
    }

    public ValueTask<(ExtraOutcome Outcome, long Revision)> SetMetadataAsync(
        QueryRetrieveLevel level, ArchiveId id, int number, string? value, Predicate<UserMetadata>? mayReplace, CancellationToken cancellation) =>
        lane.DoAsync(writer => writer.SetMetadata(level, id, number, value, mayReplace), value?.Length ?? 0, cancellation);

    public ValueTask<(ExtraOutcome Outcome, long Revision)> SetAttachmentAsync(
        QueryRetrieveLevel level,
        ArchiveId id,
        int number,
        UserAttachment? attachment,
        ReadOnlyMemory<byte> stored,
        Predicate<UserAttachment>? mayReplace,
        CancellationToken cancellation) =>
        lane.DoAsync(writer => writer.SetAttachment(level, id, number, attachment, stored, mayReplace), stored.Length, cancellation);

    public async ValueTask<byte[]?> ReadAttachmentAsync(Guid attachmentId, CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        var row = lease.Database.Prepare("SELECT bytes FROM attachments WHERE uuid = ?").Bind(1, attachmentId.ToByteArray(bigEndian: true));
        try
        {
            return row.Step() ? row.GetBytes(0).ToArray() : null;
        }
        finally
        {
            row.Reset();
        }
    }

    public ValueTask<bool> SetLabelAsync(QueryRetrieveLevel level, ArchiveId id, string label, bool isSet, CancellationToken cancellation) =>
        lane.DoAsync(writer => writer.SetLabel(level, id, label, isSet), 0, cancellation);

    public async ValueTask<IReadOnlyList<string>> ListLabelsAsync(CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        var row = lease.Database.Prepare("SELECT DISTINCT label FROM labels ORDER BY label");
        List<string> labels = [];
        try
        {
            while (row.Step())
                labels.Add(row.GetText(0) ?? "");
        }
        finally
        {
            row.Reset();
        }

        return labels;
    }

    public async ValueTask<IReadOnlySet<ArchiveId>> FindLabelledAsync(QueryRetrieveLevel level, string label, CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        var row = lease.Database.Prepare("SELECT resource FROM labels WHERE label = ? AND level = ?").Bind(1, label).Bind(2, (long)level);
        HashSet<ArchiveId> found = [];
        try
        {
            while (row.Step())
                found.Add(ArchiveId.FromBytes(row.GetBytes(0)));
        }
        finally
        {
            row.Reset();
        }

        return found;
    }
}
