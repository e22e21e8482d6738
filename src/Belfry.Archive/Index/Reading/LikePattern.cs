using System.Globalization;
using System.Text;

namespace Belfry.Archive;

/// <summary>
/// Texts whose case does not count, as patterns of SQLite's LIKE. SQLite folds the letters of ASCII; any other sign that may have a case stands for any
/// sign here, since folding makes one sign of one.
/// </summary>
internal static class LikePattern
{
    /// <summary>What makes a wildcard of LIKE a sign; no value of an attribute holds it.</summary>
    public const string Escape = "\\";

    /// <summary>True when the collation NOCASE finds all that differs in case alone.</summary>
    public static bool IsFoldedByDatabase(string text) => FindCased(text) < 0;

    /// <summary>The pattern of a text with the wildcards of PS3.4 §C.2.2.2.4.</summary>
    public static string Of(string text)
    {
        var pattern = new StringBuilder(text.Length + 8);
        var wasAny = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '*' && wasAny)
                continue;
            wasAny = rune.Value == '*';
            if (wasAny)
                pattern.Append('%');
            else if (rune.Value == '?' || MayHaveCase(rune))
                pattern.Append('_');
            else
                pattern.Append(rune.Value is '%' or '_' or '\\' ? Escape : "").Append(rune.ToString());
        }

        return pattern.ToString();
    }

    /// <summary>What stands before the first wildcard and the first sign that SQLite does not fold.</summary>
    public static string Prefix(string text)
    {
        var prefix = GlobPattern.Prefix(text);
        var end = FindCased(prefix);
        return end < 0 ? prefix : prefix[..end];
    }

    private static int FindCased(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] >= 0x80 && (!Rune.TryGetRuneAt(text, i, out var rune) || MayHaveCase(rune)))
                return i;
            if (char.IsHighSurrogate(text[i]))
                i++;
        }

        return -1;
    }

    // Letters of scripts that know no case are of this category; digits and signs of which a few have a case are not worth telling apart.
    private static bool MayHaveCase(Rune rune) => !rune.IsAscii && Rune.GetUnicodeCategory(rune) != UnicodeCategory.OtherLetter;
}
