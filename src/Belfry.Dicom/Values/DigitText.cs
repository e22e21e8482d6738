namespace Belfry.Dicom;

/// <summary>Reads the fixed groups of digits that dates and times are made of.</summary>
internal static class DigitText
{
    /// <summary>Takes some digits from the front of a text; false when one of them is none, or the text is too short.</summary>
    public static bool TryTake(ref ReadOnlySpan<char> text, int count, out int number)
    {
        number = 0;
        if (text.Length < count)
            return false;
        foreach (var digit in text[..count])
        {
            if (!char.IsAsciiDigit(digit))
                return false;
            number = (number * 10) + (digit - '0');
        }

        text = text[count..];
        return true;
    }
}
