using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>The statements that read the rows of one level under some conditions: the first few at once, all by their numbers, and a row by its number.</summary>
internal abstract class RowSelect<T>
{
    private readonly SqlQuery _conditions;
    private readonly string _columns;

    // Made when it is first asked for: a page reads a hundred rows by it.
    private string? _rowText;

    /// <param name="level">Whose rows are read.</param>
    /// <param name="conditions">Each beginning with AND; tables are p, s, e and i.</param>
    /// <param name="columns">What is selected; the first column is the row's number.</param>
    protected RowSelect(QueryRetrieveLevel level, SqlQuery conditions, string columns)
    {
        Level = level;
        _conditions = conditions;
        _columns = columns;
    }

    /// <summary>Whose rows are read.</summary>
    protected QueryRetrieveLevel Level { get; }

    /// <summary>Rows in no order, at most so many.</summary>
    public SqlQuery Some(long count) => new SqlQuery().Append($"SELECT {_columns} FROM {LevelTables.Of(Level)} WHERE 1").Append(_conditions)
        .Append(" LIMIT ").Value(count);

    /// <summary>The rows behind one, ascending, at most so many.</summary>
    public SqlQuery RowsAfter(long row, long count)
    {
        // The plus keeps the database from walking over all rows for the sake of their order, instead of sorting the few that an index finds.
        var number = LevelTables.RowOf(Level);
        var order = _conditions.IsEmpty ? number : $"+{number}";
        return new SqlQuery().Append($"SELECT {number} FROM {LevelTables.Of(Level)} WHERE {order} > ").Value(row).Append(_conditions)
            .Append($" ORDER BY {order} LIMIT ").Value(count);
    }

    /// <summary>The row behind which a page begins, so many being passed over; only without conditions.</summary>
    public long RowBefore(SqliteDatabase database, long skip) => skip == 0 ? long.MinValue : PageStart.RowBefore(database, Level, skip);

    /// <summary>The statement of one row, with its number bound.</summary>
    public SqliteStatement PrepareRow(SqliteDatabase database, long row) =>
        database.Prepare(_rowText ??= TextWhere(LevelTables.RowOf(Level))).Bind(1, row);

    /// <summary>The text that selects the rows in which a column has the value of its one parameter.</summary>
    protected string TextWhere(string column) => $"SELECT {_columns} FROM {LevelTables.Of(Level)} WHERE {column} = ?";

    /// <summary>What the statement stands at. More may be read from the database meanwhile.</summary>
    public abstract T Read(SqliteDatabase database, SqliteStatement row);
}
