using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>
/// A date-time or a range of them (PS3.4 §C.2.2.2.5.3), compared as instants. An offset that a value lacks is that of
/// (0008,0201) beside it, else the policy's.
/// </summary>
internal sealed class DateTimeKey : ValueKey
{
    private readonly DateTime? _from;
    private readonly DateTime? _to;

    private DateTimeKey(DicomTag tag, string query, MatchingPolicy policy, DateTime? from, DateTime? to, MatchingKind kind)
        : base(tag, VR.DT, query, policy)
    {
        _from = from;
        _to = to;
        Kind = kind;
    }

    public override MatchingKind Kind { get; }

    /// <exception cref="FormatException">Neither a date-time nor a range.</exception>
    public static DateTimeKey Parse(DicomTag tag, string query, MatchingPolicy policy, TimeSpan offset)
    {
        if (DicomDateTime.TryParse(query, out var single))
        {
            var instant = single.ToUtc(offset).First;
            return new DateTimeKey(tag, query, policy, instant, instant, MatchingKind.SingleValue);
        }

        return DicomDateTimeRange.TryParse(query, out var range)
            ? new DateTimeKey(tag, query, policy, range.From?.ToUtc(offset).First, range.To?.ToUtc(offset).Last, MatchingKind.Range)
            : throw new FormatException("Neither a date-time nor a range");
    }

    public override bool IsMetByValue(ReadOnlySpan<char> value, DicomDataSet item)
    {
        if (!DicomDateTime.TryParse(value, out var stored))
            return false;
        var instant = stored.ToUtc(stored.Offset ?? OffsetOf(item, Policy)).First;
        return !(instant < _from) && !(instant > _to);
    }

    /// <summary>The Timezone Offset From UTC (0008,0201) of a data set, else the policy's.</summary>
    public static TimeSpan OffsetOf(DicomDataSet dataSet, MatchingPolicy policy) =>
        dataSet.GetString(Tags.TimezoneOffsetFromUTC) is { } text && DicomDateTime.TryParseOffset(text, out var offset)
            ? offset
            : policy.DefaultOffset;
}
