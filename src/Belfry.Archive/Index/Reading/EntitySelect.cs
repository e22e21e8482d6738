using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>The statements that read the entities of one level for one query: the first few at once, all by their rows, and rows by number.</summary>
internal sealed class EntitySelect
{
    private static readonly string[] _tables =
    [
        "patients p",
        "studies s JOIN patients p ON p.id = s.patient",
        "series e JOIN studies s ON s.id = e.study JOIN patients p ON p.id = s.patient",
        "instances i JOIN series e ON e.id = i.series JOIN studies s ON s.id = e.study JOIN patients p ON p.id = s.patient",
    ];

    private static readonly string[] _aliases = ["p", "s", "e", "i"];

    private readonly QueryRetrieveLevel _level;
    private readonly SqlQuery _conditions;
    private readonly ComputedAttributes _computed;
    private readonly string _columns;

    public EntitySelect(QueryRetrieveLevel level, SqlQuery conditions, ComputedAttributes computed)
    {
        _level = level;
        _conditions = conditions;
        _computed = computed;
        var tags = string.Join(", ", _aliases.Take((int)level + 1).Select(static alias => $"{alias}.tags"));
        _columns = $"{_aliases[(int)level]}.id, {tags}{computed.Sql}";
    }

    /// <summary>The tables of a level and those above, joined.</summary>
    public static string TablesOf(QueryRetrieveLevel level) => _tables[(int)level];

    private string RowId => $"{_aliases[(int)_level]}.id";

    /// <summary>Entities in no order, at most so many.</summary>
    public SqlQuery Some(long count) => new SqlQuery().Append($"SELECT {_columns} FROM {TablesOf(_level)} WHERE 1").Append(_conditions)
        .Append(" LIMIT ").Value(count);

    /// <summary>The rows behind one, ascending, at most so many.</summary>
    public SqlQuery RowsAfter(long row, long count)
    {
        // The plus keeps the database from walking over all rows for the sake of their order, instead of sorting the few that an index finds.
        var order = _conditions.IsEmpty ? RowId : $"+{RowId}";
        return new SqlQuery().Append($"SELECT {RowId} FROM {TablesOf(_level)} WHERE {order} > ").Value(row).Append(_conditions)
            .Append($" ORDER BY {order} LIMIT ").Value(count);
    }

    /// <summary>The entity of a row.</summary>
    public SqlQuery Row(long row) => new SqlQuery().Append($"SELECT {_columns} FROM {TablesOf(_level)} WHERE {RowId} = ").Value(row);

    /// <summary>The entity that the statement stands at.</summary>
    public DicomDataSet Read(SqliteStatement row)
    {
        var levels = (int)_level + 1;
        var parts = new ReadOnlyMemory<byte>[levels + 1];
        for (var i = 0; i < levels; i++)
            parts[i] = row.GetBytes(i + 1).ToArray();
        parts[levels] = _computed.Write(row, levels + 1);
        return TagMerger.Merge(parts);
    }
}
