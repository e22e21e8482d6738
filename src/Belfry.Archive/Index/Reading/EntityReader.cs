using System.Runtime.CompilerServices;

namespace Belfry.Archive;

/// <summary>
/// Reads the answers of a query in portions, each with a connection of its own for a moment: first a few at once, since most queries have no
/// more; then the numbers of all other rows, 131,072 at a time (1 MiB), and the rows by these numbers. So a query is run once or twice, however
/// many answers it has, and what is deleted meanwhile is left out.
/// </summary>
internal sealed class EntityReader(ReaderPool readers)
{
    private const int FirstPortion = 64;
    private const int Portion = 256;
    private const int RowsAtATime = 128 * 1024;

    public async IAsyncEnumerable<T> ReadAsync<T>(RowSelect<T> select, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var seen = new HashSet<long>();
        foreach (var entity in await ReadSomeAsync(select, seen, cancellation))
            yield return entity;
        if (seen.Count < FirstPortion)
            yield break;
        var last = long.MinValue;
        while (true)
        {
            var rows = await ReadRowsAsync(select, last, cancellation);
            for (var start = 0; start < rows.Count; start += Portion)
            {
                foreach (var entity in await ReadPortionAsync(select, rows, start, seen, cancellation))
                    yield return entity;
            }

            if (rows.Count < RowsAtATime)
                yield break;
            last = rows[^1];
        }
    }

    /// <summary>The same in the order in which the rows were made, some passed over: for pages.</summary>
    public async IAsyncEnumerable<T> ReadPageAsync<T>(RowSelect<T> select, long skip, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var last = long.MinValue;
        while (true)
        {
            var rows = await ReadRowsAsync(select, last, cancellation);
            var first = (int)Math.Min(skip, rows.Count);
            skip -= first;
            for (var start = first; start < rows.Count; start += Portion)
            {
                foreach (var entity in await ReadPortionAsync(select, rows, start, [], cancellation))
                    yield return entity;
            }

            if (rows.Count < RowsAtATime)
                yield break;
            last = rows[^1];
        }
    }

    /// <summary>All answers, when they are few and found in a moment; null when they are not.</summary>
    public List<T>? ReadAtHand<T>(RowSelect<T> select, int most)
    {
        if (!readers.TryRent(out var lease))
            return null;
        using (lease)
        {
            lease.Database.BeginHurry();
            var isWhole = false;
            List<T> entities = [];
            try
            {
                ReadSome(select, most + 1, lease.Database, entities, seen: null);
            }
            finally
            {
                isWhole = lease.Database.EndHurry();
            }

            return isWhole && entities.Count <= most ? entities : null;
        }
    }

    private async ValueTask<List<T>> ReadSomeAsync<T>(RowSelect<T> select, HashSet<long> seen, CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        List<T> entities = [];
        ReadSome(select, FirstPortion, lease.Database, entities, seen);
        return entities;
    }

    private static void ReadSome<T>(RowSelect<T> select, int most, SqliteDatabase database, List<T> entities, HashSet<long>? seen)
    {
        var statement = select.Some(most).Prepare(database);
        try
        {
            while (statement.Step())
            {
                seen?.Add(statement.GetInt64(0));
                entities.Add(select.Read(database, statement));
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    private async ValueTask<List<long>> ReadRowsAsync<T>(RowSelect<T> select, long last, CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        List<long> rows = [];
        var statement = select.RowsAfter(last, RowsAtATime).Prepare(lease.Database);
        try
        {
            while (statement.Step())
                rows.Add(statement.GetInt64(0));
        }
        finally
        {
            statement.Reset();
        }

        return rows;
    }

    private async ValueTask<List<T>> ReadPortionAsync<T>(
        RowSelect<T> select, List<long> rows, int start, HashSet<long> seen, CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        List<T> entities = [];
        foreach (var row in rows.Skip(start).Take(Portion).Where(row => !seen.Contains(row)))
        {
            var statement = select.Row(row).Prepare(lease.Database);
            try
            {
                if (statement.Step())
                    entities.Add(select.Read(lease.Database, statement));
            }
            finally
            {
                statement.Reset();
            }
        }

        return entities;
    }
}
