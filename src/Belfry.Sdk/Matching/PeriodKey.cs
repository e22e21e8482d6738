using System.Text;
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
    private readonly WorklistPeriod _period;
    private readonly TimeSpan _offset;

    private PeriodKey(DateKey date, TimeKey time, MatchingPolicy policy, WorklistPeriod period, TimeSpan offset)
        : base(date.Tag)
    {
        _date = date;
        _time = time;
        _policy = policy;
        _period = period;
        _offset = offset;
    }

    public override MatchingKind Kind => MatchingKind.Period;

    public override string QueryValue => $"{_date.QueryValue} & {_time.QueryValue}";

    public override int Cost => 4;

    /// <summary>
    /// Joins the two keys; null when they do not make a period: one of them is a single value, or an end of the period would have a
    /// time but no date. Each is then matched by itself.
    /// </summary>
    public static PeriodKey? TryJoin(DateKey date, TimeKey time, MatchingPolicy policy, TimeSpan offset) =>
        date.IsRange && time.IsRange && WorklistPeriod.Join(date.Range, time.Range) is { } period
            ? new PeriodKey(date, time, policy, period, offset)
            : null;

    public override MatchCondition Condition => new(_date.Tag, VR.DA, Kind, [_date.QueryValue, _time.QueryValue]);

    public override bool IsMet(DicomDataSet item)
    {
        Span<char> buffer = stackalloc char[32];
        if (!TryReadText(item, _date.Tag, VR.DA, buffer, out var dateText) || !DicomDate.TryParse(dateText, out var date)
            || !TryReadText(item, _time.Tag, VR.TM, buffer, out var timeText) || !DicomTime.TryParse(timeText, out var time))
        {
            return false;
        }

        var start = new DateTime(date, time.Value);
        return _period.Contains(_policy.TimeZoneAdjustment ? ToZoneOfQuery(start, item) : start);
    }

    private static bool TryReadText(DicomDataSet item, DicomTag tag, VR vr, Span<char> buffer, out ReadOnlySpan<char> text)
    {
        text = default;
        if (!item.TryGetElement(tag, out var element) || element.IsEmpty || element.IsSequence || !MatchingRules.IsText(element.VR))
            return false;
        var bytes = MatchingRules.Trim(element.RawValue.Span, vr);
        if (bytes.Length > buffer.Length || !Ascii.IsValid(bytes))
            return false;
        text = buffer[..Encoding.ASCII.GetChars(bytes, buffer)];
        return true;
    }

    private DateTime ToZoneOfQuery(DateTime start, DicomDataSet item)
    {
        var shift = (_offset - DateTimeKey.OffsetOf(item, _policy)).Ticks;
        return new DateTime(Math.Clamp(start.Ticks + shift, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks));
    }
}
