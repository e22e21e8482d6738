using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Reads the entities of one level for one query: their attributes and those above, as one data set.</summary>
internal sealed class EntitySelect(QueryRetrieveLevel level, SqlQuery conditions, ComputedAttributes computed)
    : RowSelect<DicomDataSet>(level, conditions, $"{LevelTables.RowOf(level)}, {TagColumns(level)}{computed.Sql}")
{
    /// <inheritdoc/>
    public override DicomDataSet Read(SqliteDatabase database, SqliteStatement row) => TagMerger.Merge(ReadTags(row, 1, (int)Level + 1, computed));

    /// <summary>The columns of the attributes of a level and those above.</summary>
    public static string TagColumns(QueryRetrieveLevel level) =>
        string.Join(", ", Enumerable.Range(0, (int)level + 1).Select(static i => $"{LevelTables.AliasOf((QueryRetrieveLevel)i)}.tags"));

    /// <summary>The attributes that stand from a column on, by their level, and behind them the computed ones.</summary>
    public static ReadOnlyMemory<byte>[] ReadTags(SqliteStatement row, int first, int levels, ComputedAttributes computed)
    {
        var parts = new ReadOnlyMemory<byte>[levels + 1];
        for (var i = 0; i < levels; i++)
            parts[i] = row.GetBytes(first + i).ToArray();
        parts[levels] = computed.Write(row, first + levels);
        return parts;
    }
}
