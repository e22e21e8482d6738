using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>The changes of an SQLite index. A number of the count has four places: for the instance, its series, its study, and its patient.</summary>
internal sealed class SqliteChangeLog(WriterLane lane, ReaderPool readers) : IChangeLog
{
    /// <summary>Places of one number.</summary>
    public const int Places = 4;

    // The time of a resource is that of the instance it came with; when that is gone, something was removed below.
    private static readonly (QueryRetrieveLevel Level, int Place, string Columns, string Order)[] _news =
    [
        (QueryRetrieveLevel.Image, 0, "id, public_id, received FROM instances", "id"),
        (QueryRetrieveLevel.Series, 1, "created, public_id, coalesce((SELECT i.received FROM instances i WHERE i.id = created), updated) FROM series", "created"),
        (QueryRetrieveLevel.Study, 2, "created, public_id, coalesce((SELECT i.received FROM instances i WHERE i.id = created), updated) FROM studies", "created"),
        (QueryRetrieveLevel.Patient, 3, "created, public_id, coalesce((SELECT i.received FROM instances i WHERE i.id = created), updated) FROM patients", "created"),
    ];

    public async ValueTask<IReadOnlyList<ArchiveChange>> ListAsync(ChangeQuery query, CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        return List(lease.Database, query);
    }

    public async ValueTask<ArchiveChange?> FindLastAsync(CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        return List(lease.Database, new ChangeQuery(0, 1) { IsFromTheEnd = true }) is [.., var last] ? last : null;
    }

    private static List<ArchiveChange> List(SqliteDatabase database, ChangeQuery query)
    {
        query = query with { Since = Math.Max(query.Since, ClearedUpTo(database)) };
        var direction = query.IsFromTheEnd ? "DESC" : "ASC";
        List<ArchiveChange> found = [];
        foreach (var (level, place, columns, order) in _news)
        {
            if (query.Types?.Contains((ChangeKind.New, level)) != false)
                Read(database, $"SELECT {columns} WHERE {order} > ? AND {order} <= ? ORDER BY {order} {direction} LIMIT ?", query, place, level, found);
        }

        ReadOthers(database, $"WHERE number > ? AND number <= ? AND {ConditionOf(query.Types)} ORDER BY number {direction} LIMIT ?", query, found);
        found.Sort(static (left, right) => left.Sequence.CompareTo(right.Sequence));
        if (found.Count > query.Limit)
            found.RemoveRange(query.IsFromTheEnd ? 0 : query.Limit, found.Count - query.Limit);
        return found;
    }

    // Numbers of enumerations alone: nothing of a client gets into the text.
    private static string ConditionOf(IReadOnlySet<(ChangeKind Kind, QueryRetrieveLevel Level)>? types) => types is null
        ? "TRUE"
        : types.Count == 0 ? "FALSE" : $"(kind, level) IN (VALUES {string.Join(", ", types.Select(static type => $"({(int)type.Kind}, {(int)type.Level})"))})";

    public async ValueTask AddAsync(ChangeKind kind, QueryRetrieveLevel level, ArchiveId id, CancellationToken cancellation) =>
        await lane.DoAsync(writer => writer.AddChange(kind, level, id), 0, cancellation);

    public async ValueTask ClearAsync(CancellationToken cancellation) => await lane.DoAsync(static writer => writer.ClearChanges(), 0, cancellation);

    // The greatest number that has this place at or before a sequence.
    private static long NumberBefore(long sequence, int place) => sequence < place ? -1 : (sequence - place) / Places;

    private static long ClearedUpTo(SqliteDatabase database)
    {
        var statement = database.Prepare("SELECT value FROM notes WHERE name = ?").Bind(1, IndexWriter.ClearedNote);
        try
        {
            return statement.Step() && long.TryParse(statement.GetText(0), out var sequence) ? sequence : 0;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static void Read(SqliteDatabase database, string sql, ChangeQuery query, int place, QueryRetrieveLevel level, List<ArchiveChange> found)
    {
        var statement = database.Prepare(sql).Bind(1, NumberBefore(query.Since, place)).Bind(2, NumberBefore(query.To, place)).Bind(3, query.Limit);
        try
        {
            while (statement.Step())
            {
                found.Add(new ArchiveChange(
                    (statement.GetInt64(0) * Places) + place, ChangeKind.New, level, ArchiveId.FromBytes(statement.GetBytes(1)), TimeOf(statement.GetInt64(2))));
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    private static void ReadOthers(SqliteDatabase database, string condition, ChangeQuery query, List<ArchiveChange> found)
    {
        var statement = database.Prepare(
            $"""
            SELECT number, kind, level, resource, happened FROM (SELECT * FROM changes c WHERE CASE level
                WHEN 0 THEN EXISTS (SELECT 1 FROM patients WHERE public_id = c.resource)
                WHEN 1 THEN EXISTS (SELECT 1 FROM studies WHERE public_id = c.resource)
                WHEN 2 THEN EXISTS (SELECT 1 FROM series WHERE public_id = c.resource)
                ELSE EXISTS (SELECT 1 FROM instances WHERE public_id = c.resource) END) {condition}
            """).Bind(1, NumberBefore(query.Since, 0)).Bind(2, NumberBefore(query.To, 0)).Bind(3, query.Limit);
        try
        {
            while (statement.Step())
            {
                found.Add(new ArchiveChange(
                    statement.GetInt64(0) * Places,
                    (ChangeKind)statement.GetInt32(1),
                    (QueryRetrieveLevel)statement.GetInt32(2),
                    ArchiveId.FromBytes(statement.GetBytes(3)),
                    TimeOf(statement.GetInt64(4))));
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    private static DateTimeOffset TimeOf(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
