using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Reads which files a retrieve means, by series and instance number, in portions.</summary>
internal sealed class FileReader(ReaderPool readers, FileRow files)
{
    private const int FirstPortion = 64;
    private const int Portion = 512;

    /// <param name="conditions">Of <see cref="RetrieveTranslator"/>.</param>
    /// <param name="namesInstances">True when the conditions name instances one by one.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async IAsyncEnumerable<StoredFile> ReadAsync(SqlQuery conditions, bool namesInstances, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var rows = await ReadRowsAsync(conditions, namesInstances, cancellation);
        var position = new Position(0);
        var listed = new ListedGroup();
        var size = FirstPortion;
        while (position.Index < rows.Count)
        {
            List<StoredFile> portion = [];
            using (var lease = await readers.RentAsync(cancellation))
            {
                position = namesInstances
                    ? ReadInstances(lease.Database, rows, position, size, portion)
                    : ReadSeries(lease.Database, rows, position, listed, size, portion);
            }

            foreach (var file in portion)
                yield return file;
            size = Portion;
        }
    }

    /// <summary>The kinds of what is meant, and the number.</summary>
    public async ValueTask<RetrieveSize> MeasureAsync(SqlQuery conditions, CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        var statement = new SqlQuery().Append($"SELECT i.kind, count(*) FROM {LevelTables.Of(QueryRetrieveLevel.Image)} WHERE 1").Append(conditions)
            .Append(" GROUP BY i.kind").Prepare(lease.Database);
        try
        {
            var count = 0L;
            List<InstanceKind> kinds = [];
            while (statement.Step())
            {
                kinds.Add(files.KindOf(lease.Database, statement.GetInt64(0)));
                count += statement.GetInt64(1);
            }

            return new RetrieveSize(checked((int)count), kinds);
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>The instance of a UID, the one stored last.</summary>
    public async ValueTask<StoredFile?> FindAsync(DicomUid sopInstanceUid, CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        var statement = Prepare(lease.Database, sopInstanceUid);
        try
        {
            return statement.Step() ? files.Read(lease.Database, statement) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>The only instances of many UIDs, in one moment.</summary>
    public async ValueTask<IReadOnlyList<StoredFile?>> FindOnlyAsync(IReadOnlyList<DicomUid> sopInstanceUids, CancellationToken cancellation)
    {
        var found = new StoredFile?[sopInstanceUids.Count];
        using var lease = await readers.RentAsync(cancellation);
        using var together = lease.Database.ReadTogether();
        for (var i = 0; i < found.Length; i++)
            found[i] = FindOnly(lease.Database, sopInstanceUids[i]);
        return found;
    }

    private StoredFile? FindOnly(SqliteDatabase database, DicomUid sopInstanceUid)
    {
        var statement = Prepare(database, sopInstanceUid);
        try
        {
            var first = statement.Step() ? files.Read(database, statement) : null;
            return first is null || statement.Step() ? null : first;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static SqliteStatement Prepare(SqliteDatabase database, DicomUid sopInstanceUid) =>
        database.Prepare($"SELECT {FileRow.Columns} FROM instances i WHERE i.uid = ? ORDER BY i.id DESC LIMIT 2").Bind(1, sopInstanceUid.Value);

    // Of instances that are named, their rows; else the rows of the series, whose instances are then read as they are stored.
    private async ValueTask<List<long>> ReadRowsAsync(SqlQuery conditions, bool namesInstances, CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        var (column, level, order) = namesInstances
            ? ("i.id", QueryRetrieveLevel.Image, "e.study, e.number, e.id, i.number, i.kind, i.id")
            : ("e.id", QueryRetrieveLevel.Series, "e.study, e.number, e.id");
        var statement = new SqlQuery().Append($"SELECT {column} FROM {LevelTables.Of(level)} WHERE 1").Append(conditions)
            .Append($" ORDER BY {order}").Prepare(lease.Database);
        try
        {
            List<long> rows = [];
            while (statement.Step())
                rows.Add(statement.GetInt64(0));
            return rows;
        }
        finally
        {
            statement.Reset();
        }
    }

    private Position ReadInstances(SqliteDatabase database, List<long> rows, Position position, int size, List<StoredFile> portion)
    {
        var statement = database.Prepare($"SELECT {FileRow.Columns} FROM instances i WHERE i.id = ?");
        var end = Math.Min(rows.Count, position.Index + size);
        try
        {
            for (var i = position.Index; i < end; i++)
            {
                if (statement.Bind(1, rows[i]).Step())
                    portion.Add(files.Read(database, statement));
                statement.Reset();
            }
        }
        finally
        {
            statement.Reset();
        }

        return position with { Index = end };
    }

    private Position ReadSeries(SqliteDatabase database, List<long> rows, Position position, ListedGroup listed, int size, List<StoredFile> portion)
    {
        var statement = database.Prepare(
            $"SELECT {FileRow.Columns}, i.number, i.id FROM instances i WHERE i.series = ? AND (i.number, i.kind, i.id) > (?, ?, ?) "
            + "ORDER BY i.number, i.kind, i.id LIMIT ?");
        try
        {
            while (position.Index < rows.Count && portion.Count < size)
            {
                var wanted = size - portion.Count;
                var read = 0;
                statement.Bind(1, rows[position.Index]).Bind(2, position.Number).Bind(3, position.Kind).Bind(4, position.Row).Bind(5, wanted);
                for (; statement.Step(); read++)
                {
                    position = position with { Number = statement.GetInt64(9), Kind = statement.GetInt64(8), Row = statement.GetInt64(10) };
                    var file = files.Read(database, statement);
                    if (listed.TryAdd(position, file.SopInstanceUid))
                        portion.Add(file);
                }

                statement.Reset();
                if (read < wanted)
                    position = new Position(position.Index + 1);
            }
        }
        finally
        {
            statement.Reset();
        }

        return position;
    }

    /// <summary>
    /// What was listed of the present series, number and kind: an instance that is replaced meanwhile has a later row there, and would be listed again, for
    /// ever if who gets it sends it back.
    /// </summary>
    private sealed class ListedGroup
    {
        private Position? _group;
        private DicomUid _first;
        private HashSet<DicomUid>? _more;

        /// <returns>False when the instance was listed.</returns>
        public bool TryAdd(Position position, DicomUid sopInstanceUid)
        {
            var group = position with { Row = 0 };
            if (group == _group)
                return sopInstanceUid != _first && (_more ??= []).Add(sopInstanceUid);
            (_group, _first, _more) = (group, sopInstanceUid, null);
            return true;
        }
    }

    // The row in the list, and within a series the last instance read, in the order of the index of the table.
    private readonly record struct Position(int Index, long Number = long.MinValue, long Kind = long.MinValue, long Row = long.MinValue);
}
