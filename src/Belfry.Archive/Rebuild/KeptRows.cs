using System.Globalization;

namespace Belfry.Archive;

/// <summary>Rows that no file of the storage area holds, as another index has them: what REST and plugins put there. Immutable.</summary>
/// <param name="Name">What they are, in words.</param>
/// <param name="Table">The table.</param>
/// <param name="Columns">Its columns that are taken over.</param>
/// <param name="Types">The type of each: <c>i</c> for a number, <c>t</c> for a text, <c>b</c> for bytes.</param>
internal sealed record KeptRows(string Name, string Table, string Columns, string Types)
{
    // Read at once, and written in one transaction: attachments may have 64 MiB each.
    private const int MostRows = 500;
    private const long MostBytes = 64L << 20;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<KeptRows> All { get; } =
    [
        new("labels", "labels", "level, resource, label", "ibt"),
        new("metadata", "metadata", "level, resource, number, revision, value", "ibiit"),
        new("attachments", "attachments", "level, resource, number, revision, uuid, length, md5, is_compressed, stored_length, stored_md5, bytes", "ibiibitiitb"),
        new("modalities, peers and commitment reports", "registry", "kind, name, value", "itt"),
        new("exports", "exports", "happened, modality, level, resource, patient, study, series, instance", "itibtttt"),
        new("records of jobs", "job_records", "kind, number, id, state, progress, created, completed, runtime, error_code, error_description, error_details, content", "tibiiiiiittt"),
        new("values of plugins", "plugin_values", "store, key, value", "ttb"),
        new("queued values of plugins", "plugin_queues", "queue, value", "tb"),
    ];

    /// <summary>The identifiers of patients that are not to make way for others.</summary>
    public static KeptRows ProtectedPatients { get; } =
        new("protected patients", "(SELECT id AS rowid, public_id FROM patients WHERE is_protected = 1)", "public_id", "b");

    /// <summary>Reads them in parts. A damaged index gives those before the damage, one of a version that had no such rows none.</summary>
    /// <param name="database">The other index.</param>
    /// <param name="onDamage">Told when the rest cannot be read.</param>
    public IEnumerable<IReadOnlyList<IReadOnlyList<object>>> ReadParts(SqliteDatabase database, Action<string> onDamage)
    {
        var last = long.MinValue;
        var isDamaged = false;
        if (IsFromBefore(database))
            yield break;
        while (!isDamaged)
        {
            var part = ReadPart(database, last, problem =>
            {
                isDamaged = true;
                onDamage(problem);
            });
            if (part.Count == 0)
                yield break;
            last = part[^1].Row;
            yield return [.. part.Select(static one => one.Values)];
        }
    }

    /// <summary>Puts a row into an index that may have it already.</summary>
    public void Insert(SqliteDatabase database, IReadOnlyList<object> row) =>
        database.Prepare($"INSERT OR IGNORE INTO {Table} ({Columns}) VALUES ({string.Join(", ", Enumerable.Repeat("?", Types.Length))})").BindAll([.. row]).Run();

    // Where the list of tables cannot be read, the table itself says why.
    private bool IsFromBefore(SqliteDatabase database)
    {
        if (Table.StartsWith('('))
            return false;
        try
        {
            return database.QueryNumber($"SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = '{Table}')") == 0;
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or InvalidOperationException)
        {
            return false;
        }
    }

    // Tables without row numbers are short: they are read by their place.
    private List<(long Row, object[] Values)> ReadPart(SqliteDatabase database, long after, Action<string> onDamage)
    {
        List<(long, object[])> part = [];
        var isNumbered = Table is not ("labels" or "metadata");
        var sql = isNumbered
            ? $"SELECT rowid, {Columns} FROM {Table} WHERE rowid > ? ORDER BY rowid LIMIT {MostRows.ToString(CultureInfo.InvariantCulture)}"
            : $"SELECT 0, {Columns} FROM {Table} LIMIT {MostRows.ToString(CultureInfo.InvariantCulture)} OFFSET ?";
        try
        {
            var statement = database.Prepare(sql).Bind(1, isNumbered ? after : Math.Max(0, after));
            try
            {
                long bytes = 0;
                while (bytes < MostBytes && statement.Step())
                {
                    object[] values = [.. Types.Select((type, i) => ValueOf(statement, type, i + 1))];
                    bytes += values.Sum(static value => value is byte[] blob ? blob.Length : 64L);
                    part.Add((isNumbered ? statement.GetInt64(0) : Math.Max(0, after) + part.Count + 1, values));
                }
            }
            finally
            {
                statement.Reset();
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or InvalidOperationException)
        {
            onDamage($"{Name}: {fault.Message}");
        }

        return part;
    }

    private static object ValueOf(SqliteStatement statement, char type, int column) => type switch
    {
        'i' => statement.GetInt64(column),
        't' => statement.GetText(column) ?? "",
        _ => statement.GetBytes(column).ToArray(),
    };
}
