using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>A date or a range of dates, both ends included (PS3.4 §C.2.2.2.1, §C.2.2.2.5.1).</summary>
internal sealed class DateKey(DicomTag tag, string query, MatchingPolicy policy, int? from, int? to, bool isRange)
    : ValueKey(tag, VR.DA, query, policy)
{
    public override MatchingKind Kind => isRange ? MatchingKind.Range : MatchingKind.SingleValue;

    public bool IsRange => isRange;

    /// <summary>The first day, as YYYYMMDD; null for an open range.</summary>
    public int? From => from;

    /// <summary>The last day; null for an open range.</summary>
    public int? To => to;

    /// <exception cref="FormatException">Neither a date nor a range of dates.</exception>
    public static DateKey Parse(DicomTag tag, string query, MatchingPolicy policy)
    {
        var isRange = RangeText.TrySplit(query, VR.DA, out var from, out var to);
        if (!isRange)
            from = to = query;
        if (from.Length == 0 && to.Length == 0)
            throw new FormatException("A range needs an end");
        return new DateKey(tag, query, policy, ParseEnd(from), ParseEnd(to), isRange);
    }

    public override bool IsMetByValue(ReadOnlySpan<char> value, DicomDataSet item) =>
        TemporalText.TryDate(value, out var date) && !(date < from) && !(date > to);

    private static int? ParseEnd(string text)
    {
        if (text.Length == 0)
            return null;
        return TemporalText.TryDate(text, out var date) ? date : throw new FormatException("Not a date");
    }
}
