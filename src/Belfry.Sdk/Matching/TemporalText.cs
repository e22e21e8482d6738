using System.Globalization;

namespace Belfry.Sdk;

/// <summary>
/// Reads DA, TM and DT values (PS3.5 §6.2), also the older forms with dots and colons, as numbers that compare. A value that leaves
/// out parts names an interval: it has a first and a last microsecond.
/// </summary>
internal static class TemporalText
{
    public const long MicrosecondsPerDay = 86_400_000_000;
    private const long MicrosecondsPerMinute = 60_000_000;

    /// <summary>A date as the number YYYYMMDD. Days that a month lacks are let through: senders write them, and order is all that counts.</summary>
    public static bool TryDate(ReadOnlySpan<char> text, out int date)
    {
        date = 0;
        int year, month, day;
        if (text.Length == 8)
        {
            if (!TryDigits(text[..4], out year) || !TryDigits(text[4..6], out month) || !TryDigits(text[6..], out day))
                return false;
        }
        else if (text.Length != 10 || text[4] != '.' || text[7] != '.'
            || !TryDigits(text[..4], out year) || !TryDigits(text[5..7], out month) || !TryDigits(text[8..], out day))
        {
            return false;
        }

        date = (year * 10_000) + (month * 100) + day;
        return month is >= 1 and <= 12 && day is >= 1 and <= 31;
    }

    /// <summary>The number of a day, for differences and periods. A day that the month lacks counts on into the next one.</summary>
    public static int DayNumber(int date)
    {
        var year = Math.Max(date / 10_000, 1);
        return new DateOnly(year, date / 100 % 100, 1).DayNumber + (date % 100) - 1;
    }

    /// <summary>A time of day in microseconds: the first of the interval that the text names, and the last.</summary>
    /// <remarks>Missing minutes and seconds widen the interval; a missing fraction does not (a second is an instant here).</remarks>
    public static bool TryTime(ReadOnlySpan<char> text, out long first, out long last)
    {
        first = last = 0;
        var unit = 60 * MicrosecondsPerMinute;
        var max = 23;
        for (var part = 0; part < 3; part++)
        {
            if (part > 0 && text is [':', ..])
                text = text[1..];
            if (part > 0 && text.IsEmpty)
                break;
            if (text.Length < 2 || !TryDigits(text[..2], out var number) || number > max)
                return false;
            first += number * unit;
            last = first + (part == 2 ? 0 : unit - 1);
            text = text[2..];
            unit /= 60;
            max = part == 0 ? 59 : 60;
        }

        return text.IsEmpty || TryFraction(text, ref first, ref last);
    }

    /// <summary>A date-time in microseconds since year 1, as written: first and last of its interval, and its offset if it has one.</summary>
    public static bool TryDateTime(ReadOnlySpan<char> text, out long first, out long last, out TimeSpan? offset)
    {
        first = last = 0;
        var sign = text.IndexOfAny('+', '-');
        offset = null;
        if (sign >= 0)
        {
            if (!TryOffset(text[sign..], out var value))
                return false;
            offset = value;
            text = text[..sign];
        }

        text = text.TrimEnd(' ');
        var month = 1;
        var day = 1;
        if (text.Length < 4 || !TryDigits(text[..4], out var year) || year == 0
            || (text.Length >= 6 && !TryDigits(text[4..6], out month)) || (text.Length >= 8 && !TryDigits(text[6..8], out day))
            || text.Length is 5 or 7 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        var start = new DateOnly(year, month, day).DayNumber;
        var next = text.Length switch
        {
            4 => start + (DateTime.IsLeapYear(year) ? 366 : 365),
            6 => start + DateTime.DaysInMonth(year, month),
            _ => start + 1,
        };
        first = start * MicrosecondsPerDay;
        last = (next * MicrosecondsPerDay) - 1;
        if (text.Length <= 8)
            return true;
        if (!TryTime(text[8..], out var from, out var to))
            return false;
        last = first + to;
        first += from;
        return true;
    }

    /// <summary>An offset from UTC: sign, hours, minutes, from −1200 to +1400 (PS3.5 §6.2).</summary>
    public static bool TryOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text.Length != 5 || text[0] is not ('+' or '-') || !TryDigits(text[1..3], out var hours) || !TryDigits(text[3..], out var minutes)
            || minutes > 59)
        {
            return false;
        }

        var total = (hours * 60) + minutes;
        offset = TimeSpan.FromMinutes(text[0] == '-' ? -total : total);
        return total <= (text[0] == '-' ? 720 : 840);
    }

    private static bool TryFraction(ReadOnlySpan<char> text, ref long first, ref long last)
    {
        if (text.Length is < 2 or > 7 || text[0] != '.' || !TryDigits(text[1..], out var fraction))
            return false;
        for (var digits = text.Length - 1; digits < 6; digits++)
            fraction *= 10;
        first += fraction;
        last = first;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
