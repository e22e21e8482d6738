using Belfry.Sdk;

namespace Belfry.Archive;

/// <content>Deleting.</content>
internal sealed partial class IndexWriter
{
    /// <summary>Deletes a resource and all below it, and what is above it when that is then empty.</summary>
    /// <returns>Null when there is no such resource.</returns>
    public Deletion? Delete(QueryRetrieveLevel level, ArchiveId id) =>
        FindRow(LevelTables.NameOf(level), id) is { } row ? Delete(level, row) : null;

    /// <summary>Protects a patient, or no longer.</summary>
    public bool Protect(ArchiveId patient, bool isProtected)
    {
        if (FindRow("patients", patient) is not { } row)
            return false;
        _database.Prepare("UPDATE patients SET is_protected = ? WHERE id = ?").Bind(1, isProtected ? 1 : 0).Bind(2, row).Run();
        return true;
    }

    /// <summary>Names another file for an instance.</summary>
    /// <returns>False when no row names the old one.</returns>
    public bool ReplaceFile(StoredFile file, StoredFile other)
    {
        var old = file.FileId.ToByteArray(bigEndian: true);
        var statement = _database.Prepare("SELECT 1 FROM instances WHERE file = ?").Bind(1, old);
        var isThere = statement.Step();
        statement.Reset();
        if (!isThere)
            return false;
        _database.Prepare("UPDATE instances SET file = ?, stored_length = ?, is_compressed = ? WHERE file = ?")
            .Bind(1, other.FileId.ToByteArray(bigEndian: true)).Bind(2, other.StoredLength).Bind(3, other.IsCompressed ? 1 : 0).Bind(4, old).Run();
        _totals.StoredLength += other.StoredLength - file.StoredLength;
        RememberUnneeded(file);
        return true;
    }

    /// <summary>The files are deleted.</summary>
    public void ForgetUnneeded(IReadOnlyList<Guid> files)
    {
        foreach (var file in files)
            _database.Prepare("DELETE FROM unneeded WHERE file = ?").Bind(1, file.ToByteArray(bigEndian: true)).Run();
    }

    private void RememberUnneeded(StoredFile file) =>
        _database.Prepare("INSERT OR IGNORE INTO unneeded (file) VALUES (?)").Bind(1, file.FileId.ToByteArray(bigEndian: true)).Run();

    private Deletion Delete(QueryRetrieveLevel level, long row)
    {
        var files = FilesOf(level, row);
        var (patient, studies) = NamesOf(level, row);
        Count(level, row);
        foreach (var file in files)
        {
            _totals.Length -= file.Length;
            _totals.StoredLength -= file.StoredLength;
            RememberUnneeded(file);
        }

        ForgetUnsynced(files);
        (QueryRetrieveLevel, ArchiveId)? remaining = null;
        while (true)
        {
            var (table, parent) = (LevelTables.NameOf(level), LevelTables.ParentOf(level));
            var above = level == QueryRetrieveLevel.Patient ? 0 : NumberOf($"SELECT {parent} FROM {table} WHERE id = ?", row);
            _database.Prepare($"DELETE FROM {table} WHERE id = ?").Bind(1, row).Run();
            if (level == QueryRetrieveLevel.Patient)
                break;
            level--;
            row = above;
            if (Exists($"SELECT 1 FROM {table} WHERE {parent} = ? LIMIT 1", above))
            {
                remaining = (level, NoteRemoval(level, row));
                break;
            }

            CountOne(level);
        }

        KeepCount();
        _series.Clear();
        return new Deletion(files, remaining) { PatientId = patient, StudyInstanceUids = studies };
    }

    // Those who are told afterwards can no longer ask.
    private (string? Patient, IReadOnlyList<string> Studies) NamesOf(QueryRetrieveLevel level, long row)
    {
        var least = level == QueryRetrieveLevel.Patient ? QueryRetrieveLevel.Study : level;
        var (patients, studies) = (LevelTables.AliasOf(QueryRetrieveLevel.Patient), LevelTables.AliasOf(QueryRetrieveLevel.Study));
        var statement = _database.Prepare($"SELECT DISTINCT {patients}.patient_id, {studies}.uid FROM {LevelTables.Of(least)} WHERE {LevelTables.AliasOf(level)}.id = ?").Bind(1, row);
        try
        {
            string? patient = null;
            List<string> uids = [];
            while (statement.Step())
            {
                patient = statement.GetText(0);
                uids.Add(statement.GetText(1) ?? "");
            }

            return (patient, uids);
        }
        finally
        {
            statement.Reset();
        }
    }

    // What is left was changed now, and so was all above it.
    private ArchiveId NoteRemoval(QueryRetrieveLevel level, long row)
    {
        var id = ArchiveId.FromBytes(IdOf(LevelTables.NameOf(level), row));
        var now = _options.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        for (; ; level--)
        {
            var table = LevelTables.NameOf(level);
            _database.Prepare($"UPDATE {table} SET updated = ? WHERE id = ?").Bind(1, now).Bind(2, row).Run();
            if (level == QueryRetrieveLevel.Patient)
                return id;
            row = NumberOf($"SELECT {LevelTables.ParentOf(level)} FROM {table} WHERE id = ?", row);
        }
    }

    private List<StoredFile> FilesOf(QueryRetrieveLevel level, long row)
    {
        List<StoredFile> files = [];
        var statement = _database.Prepare($"SELECT {FileRow.Columns} FROM {LevelTables.Of(QueryRetrieveLevel.Image)} WHERE {LevelTables.RowOf(level)} = ?")
            .Bind(1, row);
        try
        {
            while (statement.Step())
                files.Add(_files.Read(_database, statement));
        }
        finally
        {
            statement.Reset();
        }

        _totals.Instances -= files.Count;
        return files;
    }

    // Resources of the level and below, but for instances.
    private void Count(QueryRetrieveLevel level, long row)
    {
        for (var below = level; below < QueryRetrieveLevel.Image; below++)
        {
            var number = NumberOf($"SELECT count(*) FROM {LevelTables.Of(below)} WHERE {LevelTables.RowOf(level)} = ?", row);
            CountOne(below, number);
        }
    }

    private void CountOne(QueryRetrieveLevel level, long number = 1)
    {
        _totals.Patients -= level == QueryRetrieveLevel.Patient ? number : 0;
        _totals.Studies -= level == QueryRetrieveLevel.Study ? number : 0;
        _totals.Series -= level == QueryRetrieveLevel.Series ? number : 0;
    }

    private void ForgetUnsynced(List<StoredFile> files)
    {
        if (_database.QueryNumber("SELECT EXISTS (SELECT 1 FROM unsynced)") == 0)
            return;
        var gone = files.Select(static file => file.FileId).ToHashSet();
        List<long> rows = [];
        var statement = _database.Prepare("SELECT id, file FROM unsynced");
        try
        {
            while (statement.Step())
            {
                if (gone.Contains(new Guid(statement.GetBytes(1), bigEndian: true)))
                    rows.Add(statement.GetInt64(0));
            }
        }
        finally
        {
            statement.Reset();
        }

        foreach (var row in rows)
            _database.Prepare("DELETE FROM unsynced WHERE id = ?").Bind(1, row).Run();
    }

    private long NumberOf(string sql, long row)
    {
        var statement = _database.Prepare(sql).Bind(1, row);
        try
        {
            return statement.Step() ? statement.GetInt64(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }
}
