using System.Globalization;

namespace Belfry.Dicom;

/// <summary>Which texts of DS and IS are numbers of JSON as they stand (RFC 8259 §6).</summary>
internal static class JsonNumber
{
    /// <summary>True for a JSON number that a double can hold.</summary>
    public static bool IsNumber(ReadOnlySpan<char> text)
    {
        var rest = text;
        if (rest is ['-', ..])
            rest = rest[1..];
        var whole = TakeDigits(ref rest);
        if (whole.IsEmpty || (whole.Length > 1 && whole[0] == '0'))
            return false;
        if (rest is ['.', ..])
        {
            rest = rest[1..];
            if (TakeDigits(ref rest).IsEmpty)
                return false;
        }

        if (rest is ['e' or 'E', ..])
        {
            rest = rest[1..];
            if (rest is ['+' or '-', ..])
                rest = rest[1..];
            if (TakeDigits(ref rest).IsEmpty)
                return false;
        }

        return rest.IsEmpty && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value);
    }

    private static ReadOnlySpan<char> TakeDigits(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? text : text[..end];
        text = text[digits.Length..];
        return digits;
    }
}
