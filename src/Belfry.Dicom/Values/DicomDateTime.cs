using System.Globalization;

namespace Belfry.Dicom;

/// <summary>
/// A DT value (PS3.5 §6.2) with its precision: what was not given is absent, not zero. A value without seconds names an interval,
/// from <see cref="Value"/> to <see cref="Last"/>.
/// </summary>
/// <param name="Value">The first instant of the interval that the value names; missing parts are their smallest value, and a leap second is the last microsecond before it.</param>
/// <param name="Offset">The offset from UTC, if given.</param>
/// <param name="Digits">How many digits of YYYYMMDDHHMMSSFFFFFF were given: the precision.</param>
public readonly record struct DicomDateTime(DateTime Value, TimeSpan? Offset, int Digits)
{
    /// <summary>True for second 60.</summary>
    public bool IsLeapSecond { get; init; }

    /// <summary>The last instant that the value names, to the microsecond.</summary>
    public DateTime Last
    {
        get
        {
            if (Digits >= 14)
                return Value;
            var next = Digits switch
            {
                4 => TimeSpan.FromDays(DateTime.IsLeapYear(Value.Year) ? 366 : 365),
                6 => TimeSpan.FromDays(DateTime.DaysInMonth(Value.Year, Value.Month)),
                8 => TimeSpan.FromDays(1),
                10 => TimeSpan.FromHours(1),
                _ => TimeSpan.FromMinutes(1),
            };
            return Value + (next - TimeSpan.FromMicroseconds(1));
        }
    }

    /// <summary>The interval in UTC, where a value without offset is taken to have the given one (Timezone Offset From UTC (0008,0201), or local time).</summary>
    public (DateTime First, DateTime Last) ToUtc(TimeSpan defaultOffset)
    {
        var offset = Offset ?? defaultOffset;
        return (Shift(Value, offset), Shift(Last, offset));
    }

    /// <summary>Reads a DT value: <c>YYYY</c> to <c>YYYYMMDDHHMMSS.FFFFFF</c>, and an offset. Trailing spaces do not count. Does not allocate.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DicomDateTime value)
    {
        value = default;
        text = text.TrimEnd(' ');
        TimeSpan? offset = null;
        var sign = text.IndexOfAny('+', '-');
        if (sign >= 0)
        {
            if (!TryParseOffset(text[sign..], out var given))
                return false;
            offset = given;
            text = text[..sign];
        }

        var (month, day, digits) = (1, 1, 4);
        if (!DigitText.TryTake(ref text, 4, out var year))
            return false;
        if (!text.IsEmpty && !TryPart(ref text, ref digits, out month))
            return false;
        if (!text.IsEmpty && !TryPart(ref text, ref digits, out day))
            return false;
        if (!DicomDate.IsDay(year, month, day))
            return false;
        var time = default(DicomTime);
        if (!text.IsEmpty)
        {
            if (text.Contains(':') || !DicomTime.TryParse(text, out time))
                return false;
            digits += time.Digits;
        }

        value = new DicomDateTime(new DateTime(new DateOnly(year, month, day), time.Value), offset, digits) { IsLeapSecond = time.IsLeapSecond };
        return true;
    }

    /// <summary>Reads an offset from UTC, <c>&amp;ZZXX</c>: from −1200 to +1400; −0000 is understood though the standard forbids it.</summary>
    public static bool TryParseOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        text = text.TrimEnd(' ');
        if (text is not ['+' or '-', ..])
            return false;
        var sign = text[0] == '-' ? -1 : 1;
        text = text[1..];
        if (!DigitText.TryTake(ref text, 2, out var hours) || !DigitText.TryTake(ref text, 2, out var minutes)
            || !text.IsEmpty || minutes > 59)
        {
            return false;
        }

        var total = sign * ((hours * 60) + minutes);
        offset = TimeSpan.FromMinutes(total);
        return total is >= -720 and <= 840;
    }

    /// <summary>The form of the standard, in the value's precision.</summary>
    public override string ToString()
    {
        var text = Value.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        text = Digits <= 8
            ? text[..Digits]
            : text + new DicomTime(TimeOnly.FromDateTime(Value), Digits - 8) { IsLeapSecond = IsLeapSecond };
        if (Offset is not { } offset)
            return text;
        var sign = offset < TimeSpan.Zero ? '-' : '+';
        return string.Create(CultureInfo.InvariantCulture, $"{text}{sign}{offset.Duration():hhmm}");
    }

    // The first and last days of the calendar have no place for every offset.
    private static DateTime Shift(DateTime value, TimeSpan offset) =>
        new(Math.Clamp(value.Ticks - offset.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), DateTimeKind.Utc);

    private static bool TryPart(ref ReadOnlySpan<char> text, ref int digits, out int part)
    {
        digits += 2;
        return DigitText.TryTake(ref text, 2, out part);
    }
}
