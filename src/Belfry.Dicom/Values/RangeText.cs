namespace Belfry.Dicom;

/// <summary>Parts a range of a query at its hyphen (PS3.4 §C.2.2.2.5).</summary>
internal static class RangeText
{
    /// <summary>The two ends, without spaces around them; both are the text itself when it is a single value.</summary>
    public static void Split(ReadOnlySpan<char> text, bool hasOffsets, out ReadOnlySpan<char> from, out ReadOnlySpan<char> to)
    {
        text = text.Trim(' ');
        var hyphen = hasOffsets ? FindHyphen(text) : text.IndexOf('-');
        from = hyphen < 0 ? text : text[..hyphen].TrimEnd(' ');
        to = hyphen < 0 ? text : text[(hyphen + 1)..].TrimStart(' ');
    }

    // A hyphen, then four digits that make an offset and then the end or the hyphen of the range, belongs to the value before it
    // (PS3.5 §6.2, DT). So 2026-0500 is a year with an offset and not a range; a year alone below 1400 is no date of an image.
    private static int FindHyphen(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '-')
                continue;
            var isOffset = i >= 4 && text.Length >= i + 5 && DicomDateTime.TryParseOffset(text[i..(i + 5)], out _)
                && (text.Length == i + 5 || text[i + 5] is '-' or ' ');
            if (!isOffset)
                return i;
        }

        return -1;
    }
}
