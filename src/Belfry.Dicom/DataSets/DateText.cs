namespace Belfry.Dicom;

/// <summary>Single DA and TM values (PS3.5 §6.2), also in the ACR-NEMA forms YYYY.MM.DD and HH:MM:SS.</summary>
internal static class DateText
{
    public static bool TryParseDate(scoped ReadOnlySpan<char> text, out DateOnly date)
    {
        date = default;
        text = text.Trim(' ');
        Span<char> digits = stackalloc char[8];
        if (text.Length == 10 && text[4] == '.' && text[7] == '.')
        {
            text[..4].CopyTo(digits);
            text[5..7].CopyTo(digits[4..]);
            text[8..].CopyTo(digits[6..]);
            text = digits;
        }

        if (text.Length != 8 || !TryNumber(text[..4], out var year) || !TryNumber(text[4..6], out var month) || !TryNumber(text[6..], out var day))
            return false;
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month))
            return false;
        date = new DateOnly(year, month, day);
        return true;
    }

    public static bool TryParseTime(ReadOnlySpan<char> text, out TimeOnly time)
    {
        time = default;
        text = text.Trim(' ');
        Span<int> parts = [0, 0, 0];
        var count = 0;
        while (count < 3 && text.Length >= 2 && TryNumber(text[..2], out parts[count]))
        {
            count++;
            text = text[2..];
            if (text is [':', ..] && count < 3)
                text = text[1..];
        }

        if (count == 0 || parts[0] > 23 || parts[1] > 59 || parts[2] > 60)
            return false;
        var micros = 0;
        if (count == 3 && text is ['.', .. var fraction])
        {
            if (fraction.Length is 0 or > 6 || !TryNumber(fraction, out micros))
                return false;
            for (var i = fraction.Length; i < 6; i++)
                micros *= 10;
            text = default;
        }

        if (!text.IsEmpty)
            return false;
        // A leap second is the last microsecond that TimeOnly can name.
        time = parts[2] == 60 ? new TimeOnly(parts[0], parts[1], 59, 999, 999) : new TimeOnly(parts[0], parts[1], parts[2]).Add(TimeSpan.FromMicroseconds(micros));
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (digit is < '0' or > '9')
                return false;
            number = (number * 10) + digit - '0';
        }

        return !digits.IsEmpty;
    }
}
