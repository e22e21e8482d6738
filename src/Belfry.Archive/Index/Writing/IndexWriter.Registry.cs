namespace Belfry.Archive;

/// <content>Small texts by kind and name.</content>
internal sealed partial class IndexWriter
{
    /// <summary>The text of a name; null for none.</summary>
    public static string? ReadRegistry(SqliteDatabase database, RegistryKind kind, string name)
    {
        var statement = database.Prepare("SELECT value FROM registry WHERE kind = ? AND name = ?").Bind(1, (long)kind).Bind(2, name);
        try
        {
            return statement.Step() ? statement.GetText(0) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>Keeps a text, and the newest of its kind.</summary>
    /// <returns>True.</returns>
    public bool PutRegistry(RegistryKind kind, string name, string value, int? most)
    {
        _database.Prepare("INSERT INTO registry (kind, name, value) VALUES (?, ?, ?) ON CONFLICT (kind, name) DO UPDATE SET value = excluded.value")
            .Bind(1, (long)kind).Bind(2, name).Bind(3, value).Run();
        if (most is { } number)
        {
            _database.Prepare("DELETE FROM registry WHERE kind = ?1 AND seq NOT IN (SELECT seq FROM registry WHERE kind = ?1 ORDER BY seq DESC LIMIT ?2)")
                .Bind(1, (long)kind).Bind(2, (long)number).Run();
        }

        return true;
    }

    /// <summary>Changes a text.</summary>
    /// <returns>False when there is none.</returns>
    public bool ChangeRegistry(RegistryKind kind, string name, Func<string, string?> change)
    {
        if (ReadRegistry(_database, kind, name) is not { } value)
            return false;
        if (change(value) is { } changed)
            PutRegistry(kind, name, changed, null);
        return true;
    }

    /// <summary>Forgets a name.</summary>
    /// <returns>False when there was none.</returns>
    public bool DeleteRegistry(RegistryKind kind, string name)
    {
        if (ReadRegistry(_database, kind, name) is null)
            return false;
        _database.Prepare("DELETE FROM registry WHERE kind = ? AND name = ?").Bind(1, (long)kind).Bind(2, name).Run();
        return true;
    }
}
