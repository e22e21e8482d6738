using System.Text;

namespace Belfry.Archive;

/// <summary>Wildcards of PS3.4 §C.2.2.2.4 as patterns of SQLite's GLOB, which knows <c>[</c> besides.</summary>
internal static class GlobPattern
{
    /// <summary>The longest pattern that is given to the database, in characters; with a longer one the caller alone matches.</summary>
    public const int MaxLength = 256;

    public static bool IsPattern(string text) => text.AsSpan().ContainsAny('*', '?');

    /// <summary>The pattern for a text that is compared exactly.</summary>
    public static string Of(string text) => Write(text, anyForOne: false);

    /// <summary>
    /// The pattern for a folded text: <c>?</c> stands for any characters, since folding makes two of some letters and none of others.
    /// </summary>
    public static string OfFolded(string text) => Write(text, anyForOne: true);

    /// <summary>The pattern for all texts that hold a piece.</summary>
    public static string Containing(string piece) => $"*{Write(piece, anyForOne: true)}*";

    /// <summary>What stands before the first wildcard.</summary>
    public static string Prefix(string text)
    {
        var end = text.AsSpan().IndexOfAny('*', '?');
        return end < 0 ? text : text[..end];
    }

    /// <summary>The longest piece without wildcards.</summary>
    public static string LongestPiece(string text) => text.Split('*', '?').MaxBy(static piece => piece.Length) ?? "";

    private static string Write(string text, bool anyForOne)
    {
        var pattern = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (c == '[')
                pattern.Append("[[]");
            else if (c == '*' || (c == '?' && anyForOne))
                AppendStar(pattern);
            else
                pattern.Append(c);
        }

        return pattern.ToString();
    }

    private static void AppendStar(StringBuilder pattern)
    {
        if (pattern.Length == 0 || pattern[^1] != '*')
            pattern.Append('*');
    }
}
