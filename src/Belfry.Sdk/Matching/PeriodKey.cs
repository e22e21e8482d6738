using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>
/// A range of dates and a range of times as one period, from the first date at the first time to the last date at the last time
/// (PS3.4 table K.6-1, remark on (0040,0002) and (0040,0003); §C.2.2.2.5).
/// </summary>
internal sealed class PeriodKey : MatchKey
{
    private readonly DateKey _date;
    private readonly TimeKey _time;
    private readonly MatchingPolicy _policy;
    private readonly long _from;
    private readonly long _to;
    private readonly long _offset;

    private PeriodKey(DateKey date, TimeKey time, MatchingPolicy policy, TimeSpan offset)
        : base(date.Tag)
    {
        _date = date;
        _time = time;
        _policy = policy;
        _offset = DateTimeKey.Microseconds(offset);
        _from = date.From is { } first ? Instant(first, time.From ?? 0) : long.MinValue;
        _to = date.To is { } last ? Instant(last, time.To ?? TemporalText.MicrosecondsPerDay - 1) : long.MaxValue;
    }

    public override MatchingKind Kind => MatchingKind.Period;

    public override string QueryValue => $"{_date.QueryValue} & {_time.QueryValue}";

    public override int Cost => 4;

    /// <summary>
    /// Joins the two keys; null when they do not make a period: one of them is a single value, or an end of the period would have a
    /// time but no date. Each is then matched by itself.
    /// </summary>
    public static PeriodKey? TryJoin(DateKey date, TimeKey time, MatchingPolicy policy, TimeSpan offset)
    {
        var isPeriod = date.IsRange && time.IsRange
            && (time.From is null || date.From is not null) && (time.To is null || date.To is not null);
        return isPeriod ? new PeriodKey(date, time, policy, offset) : null;
    }

    public override bool IsMet(DicomDataSet item)
    {
        Span<char> buffer = stackalloc char[32];
        if (!TryReadText(item, _date.Tag, VR.DA, buffer, out var dateText) || !TemporalText.TryDate(dateText, out var date)
            || !TryReadText(item, _time.Tag, VR.TM, buffer, out var timeText) || !TemporalText.TryTime(timeText, out var time, out _))
        {
            return false;
        }

        var instant = Instant(date, time);
        if (_policy.TimeZoneAdjustment)
            instant += _offset - DateTimeKey.Microseconds(DateTimeKey.OffsetOf(item, _policy));
        return instant >= _from && instant <= _to;
    }

    private static long Instant(int date, long time) => (TemporalText.DayNumber(date) * TemporalText.MicrosecondsPerDay) + time;

    private static bool TryReadText(DicomDataSet item, DicomTag tag, VR vr, Span<char> buffer, out ReadOnlySpan<char> text)
    {
        text = default;
        if (!item.TryGetElement(tag, out var element) || element.IsEmpty || !MatchingRules.IsText(element.VR) || element.IsSequence)
            return false;
        var bytes = MatchingRules.Trim(element.RawValue.Span, vr);
        if (bytes.Length > buffer.Length || !System.Text.Ascii.IsValid(bytes))
            return false;
        text = buffer[..System.Text.Encoding.ASCII.GetChars(bytes, buffer)];
        return true;
    }
}
