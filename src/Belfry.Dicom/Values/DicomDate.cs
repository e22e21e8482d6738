using System.Globalization;

namespace Belfry.Dicom;

/// <summary>DA values (PS3.5 §6.2).</summary>
public static class DicomDate
{
    /// <summary>Reads <c>YYYYMMDD</c>, or <c>YYYY.MM.DD</c> of ACR-NEMA. Trailing spaces do not count. Does not allocate.</summary>
    /// <returns>False when the text is neither, or names a day that does not exist.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out DateOnly value)
    {
        value = default;
        text = text.TrimEnd(' ');
        var dots = text.Length == 10;
        if (!DigitText.TryTake(ref text, 4, out var year) || !TryDot(ref text, dots) || !DigitText.TryTake(ref text, 2, out var month)
            || !TryDot(ref text, dots) || !DigitText.TryTake(ref text, 2, out var day) || !text.IsEmpty || !IsDay(year, month, day))
        {
            return false;
        }

        value = new DateOnly(year, month, day);
        return true;
    }

    /// <summary>The form of the standard, <c>YYYYMMDD</c>.</summary>
    public static string Format(DateOnly value) => value.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    internal static bool IsDay(int year, int month, int day) =>
        year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);

    private static bool TryDot(ref ReadOnlySpan<char> text, bool expected)
    {
        if (!expected)
            return true;
        if (text is not ['.', ..])
            return false;
        text = text[1..];
        return true;
    }
}
