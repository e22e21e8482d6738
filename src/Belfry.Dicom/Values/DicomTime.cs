using System.Globalization;

namespace Belfry.Dicom;

/// <summary>
/// A TM value (PS3.5 §6.2) with its precision. A value without seconds names an interval: <c>0856</c> is any instant from 08:56:00
/// to 08:56:59.999999. A value with seconds is an instant.
/// </summary>
/// <param name="Value">The first instant; missing parts are zero, and a leap second is the last microsecond before it.</param>
/// <param name="Digits">How many digits of HHMMSSFFFFFF were given: 2, 4, 6 to 12.</param>
public readonly record struct DicomTime(TimeOnly Value, int Digits)
{
    private const long MicrosecondsPerHour = 3_600_000_000;
    private static readonly TimeSpan s_microsecond = TimeSpan.FromMicroseconds(1);

    /// <summary>A time in full precision, to the microsecond.</summary>
    public DicomTime(TimeOnly value)
        : this(value, 12)
    {
    }

    /// <summary>True for second 60.</summary>
    public bool IsLeapSecond { get; init; }

    /// <summary>The last instant that the value names, to the microsecond.</summary>
    public TimeOnly Last => Digits switch
    {
        2 => Value.Add(TimeSpan.FromHours(1) - s_microsecond),
        4 => Value.Add(TimeSpan.FromMinutes(1) - s_microsecond),
        _ => Value,
    };

    /// <summary>
    /// Reads <c>HH</c>, <c>HHMM</c>, <c>HHMMSS</c> or <c>HHMMSS.F</c> to <c>.FFFFFF</c>, also with the colons of ACR-NEMA. Trailing
    /// spaces do not count. Does not allocate.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DicomTime value)
    {
        value = default;
        text = text.TrimEnd(' ');
        var colons = text.Length > 2 && text[2] == ':';
        var digits = 2;
        var (minute, second, fraction) = (0, 0, 0);
        if (!DigitText.TryTake(ref text, 2, out var hour) || hour > 23)
            return false;
        if (!text.IsEmpty && (!TryPart(ref text, colons, 59, ref digits, out minute)))
            return false;
        if (!text.IsEmpty && (!TryPart(ref text, colons, 60, ref digits, out second)))
            return false;
        if (!text.IsEmpty && (digits != 6 || !TryFraction(text, ref digits, out fraction)))
            return false;
        var isLeap = second == 60;
        var microseconds = (hour * MicrosecondsPerHour) + (minute * 60_000_000L) + (isLeap ? 59_999_999L : (second * 1_000_000L) + fraction);
        value = new DicomTime(new TimeOnly(microseconds * TimeSpan.TicksPerMicrosecond), digits) { IsLeapSecond = isLeap };
        return true;
    }

    /// <summary>The form of the standard, in the value's precision.</summary>
    public override string ToString()
    {
        if (IsLeapSecond)
            return string.Create(CultureInfo.InvariantCulture, $"{Value:HHmm}60{(Digits > 6 ? "." + new string('0', Digits - 6) : "")}");
        var full = Value.ToString("HHmmss.ffffff", CultureInfo.InvariantCulture);
        return full[..(Digits <= 6 ? Digits : Digits + 1)];
    }

    private static bool TryPart(ref ReadOnlySpan<char> text, bool colons, int max, ref int digits, out int part)
    {
        part = 0;
        if (colons)
        {
            if (text[0] != ':')
                return false;
            text = text[1..];
        }

        digits += 2;
        return DigitText.TryTake(ref text, 2, out part) && part <= max;
    }

    private static bool TryFraction(ReadOnlySpan<char> text, ref int digits, out int microseconds)
    {
        microseconds = 0;
        var count = text.Length - 1;
        if (text[0] != '.' || count is < 1 or > 6)
            return false;
        text = text[1..];
        if (!DigitText.TryTake(ref text, count, out microseconds))
            return false;
        for (var i = count; i < 6; i++)
            microseconds *= 10;
        digits += count;
        return true;
    }
}
