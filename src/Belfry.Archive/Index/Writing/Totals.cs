namespace Belfry.Archive;

/// <summary>How much there is, as the table <c>totals</c> has it after each group.</summary>
internal record struct Totals(long Patients, long Studies, long Series, long Instances, long Length, long StoredLength, long LastUnsynced)
{
    public static Totals Load(SqliteDatabase database)
    {
        var row = database.Prepare("SELECT patients, studies, series, instances, length, stored_length, last_unsynced FROM totals");
        try
        {
            if (!row.Step())
                throw new InvalidDataException("The index has no totals.");
            return new Totals(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6));
        }
        finally
        {
            row.Reset();
        }
    }

    /// <summary>What the rows come to; it takes a while.</summary>
    public static Totals Count(SqliteDatabase database)
    {
        var row = database.Prepare("SELECT (SELECT count(*) FROM patients), (SELECT count(*) FROM studies), (SELECT count(*) FROM series), count(*),"
            + " coalesce(sum(length), 0), coalesce(sum(stored_length), 0), (SELECT coalesce(max(id), 0) FROM unsynced) FROM instances");
        try
        {
            row.Step();
            return new Totals(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6));
        }
        finally
        {
            row.Reset();
        }
    }

    /// <summary>By how much another one is more; the mark of unsynced files is no number of anything.</summary>
    public readonly Totals Difference(Totals other) => new(
        other.Patients - Patients, other.Studies - Studies, other.Series - Series, other.Instances - Instances, other.Length - Length,
        other.StoredLength - StoredLength, 0);

    public readonly Totals Plus(Totals more) => new(
        Patients + more.Patients, Studies + more.Studies, Series + more.Series, Instances + more.Instances, Length + more.Length,
        StoredLength + more.StoredLength, LastUnsynced + more.LastUnsynced);

    public readonly void Save(SqliteDatabase database) =>
        database.Prepare("UPDATE totals SET patients = ?, studies = ?, series = ?, instances = ?, length = ?, stored_length = ?, last_unsynced = ? WHERE id = 1")
            .Bind(1, Patients).Bind(2, Studies).Bind(3, Series).Bind(4, Instances).Bind(5, Length).Bind(6, StoredLength).Bind(7, LastUnsynced).Run();
}
