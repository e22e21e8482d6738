using System.Buffers;
using System.Text;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>
/// Translates the keys of a query to conditions of SQL. Pure. The conditions let through all that matches, and perhaps more: keys without a
/// column, and what a column cannot tell, are left to the caller, who matches again.
/// </summary>
internal static partial class FindTranslator
{
    // More values go into the statement as one text of JSON, so that the texts of statements stay few.
    private const int MaxParameters = 8;

    // More alternatives than that, exact texts apart, are left to the caller: an expression of SQL may not be nested too deep.
    private const int MaxAlternatives = 32;

    // Letters of ASCII, and no others, are the same in both cases.
    private const string Caseless = "COLLATE NOCASE";

    /// <summary>The conditions, each beginning with AND; tables are p, s, e and i.</summary>
    public static SqlQuery Translate(DataSetMatcher matcher, MatchingPolicy policy, QueryRetrieveLevel level)
    {
        var sql = new SqlQuery();
        foreach (var condition in matcher.Conditions)
        {
            if (condition.Kind == MatchingKind.EmptyValue || condition.Values.Count == 0)
                continue;
            if (SearchColumn.Find(condition.Tag) is { } column && column.Level <= level)
                Append(sql, column, condition, policy);
        }

        return sql;
    }

    /// <summary>A condition that a column has one of some values.</summary>
    public static SqlQuery IsIn(string column, IReadOnlyList<string> values, bool orOdd)
    {
        var sql = new SqlQuery().Append(column).Append(" IN (");
        if (values.Count > MaxParameters)
        {
            sql.Append("SELECT value FROM json_each(").Value(JsonOf(values)).Append(")");
            return orOdd ? sql.Append(" UNION ALL SELECT '\\')") : sql.Append(")");
        }

        for (var i = 0; i < values.Count; i++)
            sql.Append(i == 0 ? "" : ", ").Value(values[i]);
        return sql.Append(orOdd ? ", '\\')" : ")");
    }

    private static void Append(SqlQuery sql, SearchColumn column, MatchCondition condition, MatchingPolicy policy)
    {
        var one = column.Kind switch
        {
            not (ColumnKind.Text or ColumnKind.Modality or ColumnKind.ModalitiesInStudy) when condition.Values.Count > MaxAlternatives => null,
            ColumnKind.Date => Dates(column.Name, condition, policy),
            ColumnKind.Time => Times(column.Name, condition),
            ColumnKind.PatientName => PatientNames(condition.Values, policy),
            ColumnKind.FoldedName => FoldedNames(column.Name, condition.Values, policy),
            ColumnKind.Modality => Texts(column, condition, policy)?.Append(" OR instr(e.modality, '\\')"),
            ColumnKind.ModalitiesInStudy => Modalities(condition, policy),
            _ => Texts(column, condition, policy),
        };
        if (one is not null)
            sql.Append(" AND (").Append(one).Append(")");
    }

    private static SqlQuery? Modalities(MatchCondition condition, MatchingPolicy policy) =>
        Texts(SearchColumn.ModalityOfAny, condition, policy) is { } texts
            ? new SqlQuery().Append("EXISTS (SELECT 1 FROM series x WHERE x.study = s.id AND (").Append(texts).Append(" OR instr(x.modality, '\\')))")
            : null;

    // An index in the order of NOCASE serves both: where case counts, whoever asked tells apart what differs in it.
    private static SqlQuery? Texts(SearchColumn column, MatchCondition condition, MatchingPolicy policy)
    {
        var ignoresCase = policy.IgnoresCase && condition.VR != VR.UI;
        var name = ignoresCase || column.HasCaselessIndex ? $"{column.Name} {Caseless}" : column.Name;
        var orOdd = column.Kind == ColumnKind.Text;
        var patterns = condition.VR == VR.UI ? [] : condition.Values.Where(IsPattern).ToList();
        if (patterns.Count > MaxAlternatives || patterns.Exists(static pattern => pattern.Length > GlobPattern.MaxLength))
            return null;
        if (patterns.Count == 0)
            return IsIn(name, condition.Values, orOdd);
        var plain = condition.Values.Except(patterns, StringComparer.Ordinal).ToList();
        List<SqlQuery> alternatives = [orOdd || plain.Count > 0 ? IsIn(name, plain is [] ? [SearchText.Odd] : plain, orOdd) : new SqlQuery().Append("0")];
        foreach (var pattern in patterns)
        {
            var one = new SqlQuery();
            AppendPrefix(one, name, ignoresCase ? LikePattern.Prefix(pattern) : GlobPattern.Prefix(pattern));
            one.Append(column.Name);
            _ = ignoresCase
                ? one.Append(" LIKE ").Value(LikePattern.Of(pattern)).Append($" ESCAPE '{LikePattern.Escape}'")
                : one.Append(" GLOB ").Value(GlobPattern.Of(pattern));
            alternatives.Add(one);
        }

        return column.HasCaselessIndex ? AnyRow(column.Level, alternatives) : Any(alternatives);

        bool IsPattern(string value) => GlobPattern.IsPattern(value) || (ignoresCase && !LikePattern.IsFoldedByDatabase(value));
    }

    private static SqlQuery Any(List<SqlQuery> alternatives)
    {
        var sql = alternatives[0];
        foreach (var other in alternatives.Skip(1))
            sql.Append(" OR (").Append(other).Append(")");
        return sql;
    }

    // Of alternatives that name a collation SQLite finds no index by itself.
    private static SqlQuery AnyRow(QueryRetrieveLevel level, List<SqlQuery> alternatives)
    {
        var rows = $"SELECT {LevelTables.RowOf(level)} FROM {LevelTables.NameOf(level)} {LevelTables.AliasOf(level)} WHERE ";
        var sql = new SqlQuery().Append($"{LevelTables.RowOf(level)} IN (").Append(rows).Append(alternatives[0]);
        foreach (var other in alternatives.Skip(1))
            sql.Append(" UNION ALL ").Append(rows).Append(other);
        return sql.Append(")");
    }

    private static void AppendPrefix(SqlQuery sql, string column, string prefix)
    {
        if (prefix.Length > 0)
            sql.Append(column).Append(" >= ").Value(prefix).Append(" AND ").Append(column).Append(" < ").Value(SearchText.EndOfPrefix(prefix)).Append(" AND ");
    }

    private static string JsonOf(IReadOnlyList<string> values)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartArray();
            foreach (var value in values)
                writer.WriteStringValue(value);
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
