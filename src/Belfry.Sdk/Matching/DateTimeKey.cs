using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>
/// A date-time or a range of them (PS3.4 §C.2.2.2.5.3), compared as instants. An offset that a value lacks is that of
/// (0008,0201) beside it, else the policy's.
/// </summary>
internal sealed class DateTimeKey(DicomTag tag, string query, MatchingPolicy policy, long? from, long? to, bool isRange)
    : ValueKey(tag, VR.DT, query, policy)
{
    public override MatchingKind Kind => isRange ? MatchingKind.Range : MatchingKind.SingleValue;

    /// <exception cref="FormatException">Neither a date-time nor a range.</exception>
    public static DateTimeKey Parse(DicomTag tag, string query, MatchingPolicy policy, TimeSpan offset)
    {
        if (!RangeText.TrySplit(query, VR.DT, out var from, out var to))
        {
            var instant = ParseEnd(query, offset).First;
            return new DateTimeKey(tag, query, policy, instant, instant, isRange: false);
        }

        if (from.Length == 0 && to.Length == 0)
            throw new FormatException("A range needs an end");
        return new DateTimeKey(tag, query, policy, from.Length == 0 ? null : ParseEnd(from, offset).First,
            to.Length == 0 ? null : ParseEnd(to, offset).Last, isRange: true);
    }

    public override bool IsMetByValue(ReadOnlySpan<char> value, DicomDataSet item)
    {
        if (!TemporalText.TryDateTime(value, out var instant, out _, out var offset))
            return false;
        instant -= Microseconds(offset ?? OffsetOf(item, Policy));
        return !(instant < from) && !(instant > to);
    }

    /// <summary>The Timezone Offset From UTC (0008,0201) of a data set, else the policy's.</summary>
    public static TimeSpan OffsetOf(DicomDataSet dataSet, MatchingPolicy policy) =>
        dataSet.TryGetElement(Tags.TimezoneOffsetFromUTC, out var element)
            && element.GetString() is { } text && TemporalText.TryOffset(text.AsSpan().Trim(), out var offset)
            ? offset
            : policy.DefaultOffset;

    public static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    private static (long First, long Last) ParseEnd(string text, TimeSpan offset)
    {
        if (!TemporalText.TryDateTime(text, out var first, out var last, out var own))
            throw new FormatException("Not a date-time");
        var shift = Microseconds(own ?? offset);
        return (first - shift, last - shift);
    }
}
