using System.Globalization;
using System.Text;

namespace Belfry.Dicom;

/// <summary>Values in a form that a terminal shows and does not obey.</summary>
internal static class DumpText
{
    /// <summary>The text, cut to a length, with control, format, and unassigned characters as <c>\uXXXX</c>.</summary>
    public static string Escape(string text, int maxLength)
    {
        var shown = new StringBuilder(Math.Min(text.Length, maxLength) + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= maxLength)
                return shown.Append('…').ToString();
            if (IsHarmless(rune))
                shown.Append(rune);
            else if (rune.IsBmp)
                shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            else
                shown.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}");
        }

        return shown.ToString();
    }

    /// <summary>The first bytes of a value in hexadecimal; of a deferred one no more than these are read.</summary>
    public static string Hex(DicomElement element, int maxLength)
    {
        var count = (int)Math.Min(element.Length, (maxLength + 2L) / 3);
        var bytes = new byte[count];
        using var stream = element.OpenStream();
        count = stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        var text = BitConverter.ToString(bytes, 0, count).Replace('-', ' ');
        return count < element.Length ? text + " …" : text;
    }

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);
}
