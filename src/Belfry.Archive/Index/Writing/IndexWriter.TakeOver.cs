namespace Belfry.Archive;

/// <content>Rows of another index.</content>
internal sealed partial class IndexWriter
{
    private static readonly string[] _besideResources = ["labels", "metadata", "attachments"];

    /// <summary>Adds rows that are not there yet.</summary>
    public int TakeOver(KeptRows kind, IReadOnlyList<IReadOnlyList<object>> rows)
    {
        _mayHaveExtras = true;
        foreach (var row in rows)
            kind.Insert(_database, row);
        return rows.Count;
    }

    /// <summary>Protects patients, those of them that there are.</summary>
    public int Protect(IReadOnlyList<IReadOnlyList<object>> patients)
    {
        foreach (var patient in patients)
            _database.Prepare("UPDATE patients SET is_protected = 1 WHERE public_id = ?").BindAll(patient[0]).Run();
        return patients.Count;
    }

    /// <summary>Takes away what is beside resources that are not there.</summary>
    public int DropOrphans()
    {
        foreach (var table in _besideResources)
        {
            for (var level = 0; level < 4; level++)
            {
                var resources = LevelTables.NameOf((Sdk.QueryRetrieveLevel)level);
                _database.Prepare($"DELETE FROM {table} WHERE level = {level} AND resource NOT IN (SELECT public_id FROM {resources})").Run();
            }
        }

        return 0;
    }
}
