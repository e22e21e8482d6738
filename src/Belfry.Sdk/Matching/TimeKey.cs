using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>
/// A time or a range of times within the day, both ends included (PS3.4 §C.2.2.2.1, §C.2.2.2.5.2). The end of a range covers all of the
/// hour or minute that it names; a stored time counts as its first instant.
/// </summary>
internal sealed class TimeKey(DicomTag tag, string query, MatchingPolicy policy, long? from, long? to, bool isRange)
    : ValueKey(tag, VR.TM, query, policy)
{
    public override MatchingKind Kind => isRange ? MatchingKind.Range : MatchingKind.SingleValue;

    public bool IsRange => isRange;

    /// <summary>The first microsecond of the day; null for an open range.</summary>
    public long? From => from;

    /// <summary>The last microsecond; null for an open range.</summary>
    public long? To => to;

    /// <exception cref="FormatException">Neither a time nor a range of times.</exception>
    public static TimeKey Parse(DicomTag tag, string query, MatchingPolicy policy)
    {
        if (!RangeText.TrySplit(query, VR.TM, out var from, out var to))
        {
            var instant = ParseEnd(query).First;
            return new TimeKey(tag, query, policy, instant, instant, isRange: false);
        }

        if (from.Length == 0 && to.Length == 0)
            throw new FormatException("A range needs an end");
        return new TimeKey(tag, query, policy, from.Length == 0 ? null : ParseEnd(from).First, to.Length == 0 ? null : ParseEnd(to).Last, isRange: true);
    }

    public override bool IsMetByValue(ReadOnlySpan<char> value, DicomDataSet item) =>
        TemporalText.TryTime(value, out var time, out _) && !(time < from) && !(time > to);

    private static (long First, long Last) ParseEnd(string text) =>
        TemporalText.TryTime(text, out var first, out var last) ? (first, last) : throw new FormatException("Not a time");
}
