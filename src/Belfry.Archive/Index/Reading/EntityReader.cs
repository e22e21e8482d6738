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

    /// <summary>The same in the order in which the rows were made, from a page on: the numbers and the first portion are read together.</summary>
    /// <param name="select">What is read.</param>
    /// <param name="skip">How many are passed over; of a select with conditions, none.</param>
    /// <param name="take">How many are given at most; null for all.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async IAsyncEnumerable<T> ReadPageAsync<T>(
        RowSelect<T> select, long skip, long? take, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var left = take ?? long.MaxValue;
        long? last = null;
        while (left > 0)
        {
            var most = Math.Min(left, RowsAtATime);
            List<long> rows;
            List<T> portion = [];
            using (var lease = await readers.RentAsync(cancellation))
            using (lease.Database.ReadTogether())
            {
                rows = ReadRows(lease.Database, select, last ?? select.RowBefore(lease.Database, skip), most);
                ReadPortion(lease.Database, select, rows, 0, [], portion);
            }

            foreach (var entity in portion)
                yield return entity;
            for (var start = Portion; start < rows.Count; start += Portion)
            {
                foreach (var entity in await ReadPortionAsync(select, rows, start, [], cancellation))
                    yield return entity;
            }

            if (rows.Count < most)
                yield break;
            left -= rows.Count;
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
        return ReadRows(lease.Database, select, last, RowsAtATime);
    }

    private static List<long> ReadRows<T>(SqliteDatabase database, RowSelect<T> select, long last, long most)
    {
        List<long> rows = [];
        var statement = select.RowsAfter(last, most).Prepare(database);
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
        using var together = lease.Database.ReadTogether();
        List<T> entities = [];
        ReadPortion(lease.Database, select, rows, start, seen, entities);
        return entities;
    }

    private static void ReadPortion<T>(SqliteDatabase database, RowSelect<T> select, List<long> rows, int start, HashSet<long> seen, List<T> entities)
    {
        for (var place = start; place < Math.Min(rows.Count, start + Portion); place++)
        {
            if (seen.Contains(rows[place]))
                continue;
            var statement = select.PrepareRow(database, rows[place]);
            try
            {
                if (statement.Step())
                    entities.Add(select.Read(database, statement));
            }
            finally
            {
                statement.Reset();
            }
        }
    }
}
