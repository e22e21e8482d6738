using System.Globalization;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <content>Dates, times and names.</content>
internal static partial class FindTranslator
{
    private const long LastDate = 9999_12_31;
    private const long LastTime = 24L * 60 * 60 * 1_000_000;

    private static SqlQuery? Dates(string column, MatchCondition condition, MatchingPolicy policy)
    {
        var sql = new SqlQuery();
        // A period has its dates first and its times second.
        var isPeriod = condition.Kind == MatchingKind.Period;
        var days = isPeriod && policy.TimeZoneAdjustment ? 1 : 0;
        foreach (var value in isPeriod ? condition.Values.Take(1) : condition.Values)
        {
            if (!DicomDateRange.TryParse(value, out var range))
                return null;
            var from = range.From is { } first ? SearchText.Number(Move(first, -days)) : 0;
            var to = range.To is { } last ? SearchText.Number(Move(last, days)) : LastDate;
            AppendRange(sql, column, from, to);
        }

        return sql.Append(" OR ").Append(column).Append(" = -1");
    }

    private static SqlQuery? Times(string column, MatchCondition condition)
    {
        var sql = new SqlQuery();
        foreach (var value in condition.Values)
        {
            if (!DicomTimeRange.TryParse(value, out var range))
                return null;
            AppendRange(sql, column, range.From is { } first ? SearchText.Number(first.Value) : 0,
                range.To is { } last ? SearchText.Number(last.Last) : LastTime);
        }

        return sql.Append(" OR ").Append(column).Append(" = -1");
    }

    private static void AppendRange(SqlQuery sql, string column, long from, long to)
    {
        if (!sql.IsEmpty)
            sql.Append(" OR ");
        sql.Append(column).Append(" BETWEEN ").Value(from).Append(" AND ").Value(to);
    }

    private static DateOnly Move(DateOnly date, int days) =>
        DateOnly.FromDayNumber(Math.Clamp(date.DayNumber + days, DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber));

    private static SqlQuery? PatientNames(IReadOnlyList<string> values, MatchingPolicy policy)
    {
        var sql = new SqlQuery();
        foreach (var value in values)
        {
            if (value.Length > GlobPattern.MaxLength || !SearchText.TryFold(value, out var folded))
                return null;
            var one = new SqlQuery();
            var hasWildcards = GlobPattern.IsPattern(folded);
            if (policy.PersonNames == PersonNameMatching.Fuzzy)
                AppendPieces(one, PiecesOf(folded, policy));
            else if (!folded.Contains('='))
                AppendName(one, folded);
            else if (hasWildcards)
                AppendPieces(one, PiecesOf(folded, policy));
            else
                AppendGroups(one, folded);
            if (one.IsEmpty)
                return null;
            sql.Append(sql.IsEmpty ? "(" : " OR (").Append(one).Append(")");
        }

        return sql;
    }

    // Any group of the name may match, or with wildcards the whole of it.
    private static void AppendName(SqlQuery sql, string folded)
    {
        var group = SearchText.TrimGroup(folded);
        if (group.Length == 0)
            return;
        if (!GlobPattern.IsPattern(group))
        {
            AppendNameRows(sql, new SqlQuery().Append("text = ").Value(group));
            return;
        }

        var rows = new SqlQuery();
        AppendPrefix(rows, "text", GlobPattern.Prefix(group));
        rows.Append("(text GLOB ").Value(GlobPattern.OfFolded(group));
        if (group != folded)
            rows.Append(" OR text GLOB ").Value(GlobPattern.OfFolded(folded));
        AppendNameRows(sql, rows.Append(")"));
    }

    // Each group must match its own; without wildcards the whole does not count.
    private static void AppendGroups(SqlQuery sql, string folded)
    {
        foreach (var group in folded.Split('=', 3).Select(SearchText.TrimGroup).Where(static group => group.Length > 0))
            AppendNameRows(sql, new SqlQuery().Append("text = ").Value(group));
    }

    private static void AppendPieces(SqlQuery sql, IEnumerable<string> pieces)
    {
        foreach (var piece in pieces)
            AppendNameRows(sql, new SqlQuery().Append("text GLOB ").Value(GlobPattern.Containing(piece)));
    }

    // What every name that matches holds: of each group, or word of a fuzzy key, the longest piece without wildcards. A pattern that matches
    // the whole of a name over its groups holds them too.
    private static IEnumerable<string> PiecesOf(string folded, MatchingPolicy policy) =>
        (policy.PersonNames == PersonNameMatching.Fuzzy ? folded.Split(' ', '^', '=', ',') : folded.Split('=', 3).Select(SearchText.TrimGroup))
            .Select(GlobPattern.LongestPiece).Where(static piece => piece.Length > 0).Take(MaxAlternatives);

    private static void AppendNameRows(SqlQuery sql, SqlQuery rows) =>
        sql.Append(sql.IsEmpty ? "" : " AND ").Append("p.id IN (SELECT patient FROM patient_names WHERE ").Append(rows)
            .Append(" UNION ALL SELECT patient FROM patient_names WHERE text = '\\')");

    private static SqlQuery? FoldedNames(string column, IReadOnlyList<string> values, MatchingPolicy policy)
    {
        var sql = new SqlQuery();
        foreach (var value in values)
        {
            if (value.Length > GlobPattern.MaxLength || !SearchText.TryFold(value, out var folded))
                return null;
            var pieces = PiecesOf(folded, policy).ToList();
            if (pieces.Count == 0)
                return null;
            foreach (var (index, piece) in pieces.Index())
            {
                sql.Append(index > 0 ? " AND " : !sql.IsEmpty ? " OR " : "").Append(column).Append(" GLOB ").Value(GlobPattern.Containing(piece));
            }
        }

        return sql.Append(string.Create(CultureInfo.InvariantCulture, $" OR {column} = '\\'"));
    }
}
