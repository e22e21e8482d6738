namespace Belfry.Archive;

/// <content>What was sent to others.</content>
internal sealed partial class IndexWriter
{
    /// <summary>Adds exports.</summary>
    /// <returns>True.</returns>
    public bool AddExports(IReadOnlyList<ArchiveExport> exports)
    {
        foreach (var export in exports)
        {
            _database.Prepare(
                "INSERT INTO exports (happened, modality, level, resource, patient, study, series, instance) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                .Bind(1, export.Time.ToUnixTimeMilliseconds()).Bind(2, export.Modality).Bind(3, (long)export.Level).Bind(4, export.Id.ToBytes())
                .Bind(5, UidOf(export, 0)).Bind(6, UidOf(export, 1)).Bind(7, UidOf(export, 2)).Bind(8, UidOf(export, 3)).Run();
        }

        return true;
    }

    /// <summary>Forgets all exports.</summary>
    /// <returns>True.</returns>
    public bool ClearExports()
    {
        _database.Prepare("DELETE FROM exports").Run();
        return true;
    }

    private static string UidOf(ArchiveExport export, int level) => level < export.Uids.Count ? export.Uids[level] : "";
}
