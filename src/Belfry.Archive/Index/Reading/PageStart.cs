using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>
/// Where a page of a level begins. While nothing was deleted rows are numbered without gaps, and the place follows from the number; otherwise the rows that
/// are passed over are counted.
/// </summary>
internal static class PageStart
{
    /// <summary>The row behind which the page begins; the greatest number there is when fewer are there than are passed over.</summary>
    public static long RowBefore(SqliteDatabase database, QueryRetrieveLevel level, long skip)
    {
        if (skip == 0)
            return long.MinValue;
        var table = LevelTables.NameOf(level);
        var ends = database.Prepare(
            $"SELECT (SELECT min(id) FROM {table}), (SELECT max(id) FROM {table}), (SELECT {table} FROM totals)");
        try
        {
            ends.Step();
            var (first, last, count) = (ends.GetInt64(0), ends.GetInt64(1), ends.GetInt64(2));
            if (skip >= count)
                return long.MaxValue;
            if (last - first + 1 == count)
                return first + skip - 1;
        }
        finally
        {
            ends.Reset();
        }

        var place = database.Prepare($"SELECT id FROM {table} ORDER BY id LIMIT 1 OFFSET ?").Bind(1, skip - 1);
        try
        {
            return place.Step() ? place.GetInt64(0) : long.MaxValue;
        }
        finally
        {
            place.Reset();
        }
    }
}
