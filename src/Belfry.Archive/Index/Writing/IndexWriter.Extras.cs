using Belfry.Sdk;

namespace Belfry.Archive;

/// <content>What is beside resources.</content>
internal sealed partial class IndexWriter
{
    private volatile bool _mayHaveExtras;

    /// <summary>
    /// False while nothing was ever put beside a resource, which is so for most archives: nobody need look. True from before the first is committed. Read
    /// from any thread.
    /// </summary>
    public bool MayHaveExtras => _mayHaveExtras;

    /// <summary>Puts a label to a resource, or takes it away.</summary>
    /// <returns>False when there is no such resource.</returns>
    public bool SetLabel(QueryRetrieveLevel level, ArchiveId id, string label, bool isSet)
    {
        if (FindRow(LevelTables.NameOf(level), id) is null)
            return false;
        _mayHaveExtras |= isSet;
        var sql = isSet
            ? "INSERT OR IGNORE INTO labels (level, resource, label) VALUES (?, ?, ?)"
            : "DELETE FROM labels WHERE level = ? AND resource = ? AND label = ?";
        _database.Prepare(sql).Bind(1, (long)level).Bind(2, id.ToBytes()).Bind(3, label).Run();
        return true;
    }

    /// <summary>Keeps a text beside a resource, or takes it away for null.</summary>
    public (ExtraOutcome Outcome, long Revision) SetMetadata(
        QueryRetrieveLevel level, ArchiveId id, int number, string? value, Predicate<UserMetadata>? mayReplace)
    {
        var existing = ExtraRows.Read(_database, level, id).Metadata.GetValueOrDefault(number);
        if (Check(level, id, existing, value is null, mayReplace) is { } problem)
            return (problem, 0);
        var revision = existing is null ? 0 : existing.Revision + 1;
        if (value is null)
            RunFor("DELETE FROM metadata WHERE level = ? AND resource = ? AND number = ?", level, id, number);
        else
        {
            _mayHaveExtras = true;
            _database.Prepare("INSERT OR REPLACE INTO metadata (level, resource, number, revision, value) VALUES (?, ?, ?, ?, ?)")
                .Bind(1, (long)level).Bind(2, id.ToBytes()).Bind(3, (long)number).Bind(4, revision).Bind(5, value).Run();
        }

        AddChange(ChangeKind.UpdatedMetadata, level, id);
        return (ExtraOutcome.Done, revision);
    }

    /// <summary>Keeps a file beside a resource, or takes it away for null.</summary>
    public (ExtraOutcome Outcome, long Revision) SetAttachment(
        QueryRetrieveLevel level, ArchiveId id, int number, UserAttachment? attachment, ReadOnlyMemory<byte> stored, Predicate<UserAttachment>? mayReplace)
    {
        var existing = ExtraRows.Read(_database, level, id).Attachments.GetValueOrDefault(number);
        if (Check(level, id, existing, attachment is null, mayReplace) is { } problem)
            return (problem, 0);
        var revision = existing is null ? 0 : existing.Revision + 1;
        RunFor("DELETE FROM attachments WHERE level = ? AND resource = ? AND number = ?", level, id, number);
        if (attachment is not null)
        {
            _mayHaveExtras = true;
            _database.Prepare(
                "INSERT INTO attachments (level, resource, number, revision, uuid, length, md5, is_compressed, stored_length, stored_md5, bytes)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .Bind(1, (long)level).Bind(2, id.ToBytes()).Bind(3, (long)number).Bind(4, revision).Bind(5, attachment.Id.ToByteArray(bigEndian: true))
                .Bind(6, attachment.Length).Bind(7, attachment.Md5).Bind(8, attachment.IsCompressed ? 1 : 0).Bind(9, attachment.StoredLength)
                .Bind(10, attachment.StoredMd5).Bind(11, stored.Span).Run();
        }

        AddChange(ChangeKind.UpdatedAttachment, level, id);
        return (ExtraOutcome.Done, revision);
    }

    private void LoadExtras() => _mayHaveExtras = _database.QueryNumber(
        "SELECT EXISTS (SELECT 1 FROM labels) OR EXISTS (SELECT 1 FROM metadata) OR EXISTS (SELECT 1 FROM attachments)") != 0;

    // Null when nothing is in the way.
    private ExtraOutcome? Check<T>(QueryRetrieveLevel level, ArchiveId id, T? existing, bool isRemoval, Predicate<T>? mayReplace)
        where T : class
    {
        if (FindRow(LevelTables.NameOf(level), id) is null || (existing is null && isRemoval))
            return ExtraOutcome.Missing;
        return existing is not null && mayReplace is not null && !mayReplace(existing) ? ExtraOutcome.Conflict : null;
    }

    private void RunFor(string sql, QueryRetrieveLevel level, ArchiveId id, int number) =>
        _database.Prepare(sql).Bind(1, (long)level).Bind(2, id.ToBytes()).Bind(3, (long)number).Run();
}
