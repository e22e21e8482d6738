using System.Buffers;
using System.Text;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>
/// Brings values to the form of the search columns, and keys to the same. The columns let through all that may match, whatever the policy of
/// the query: names are folded as far as any policy folds them, and what cannot be told in a column is <see cref="Odd"/>.
/// </summary>
internal static class SearchText
{
    /// <summary>Stands for a text that a column cannot tell: several values, or signs that the database takes otherwise.</summary>
    public const string Odd = "\\";

    /// <summary>The same for dates and times.</summary>
    public const long OddNumber = -1;

    // Above every text that begins with what stands before it. No character: a value that holds it is odd.
    private const string Last = "\U0010FFFF";

    /// <summary>A text that is compared exactly; null when there is none.</summary>
    public static string? Exact(string? text)
    {
        if (text is null)
            return null;
        text = text.Trim(' ', '\0').TrimEnd(' ', '\0');
        if (text.Length == 0)
            return null;
        return text.Contains('\\') || !IsStorable(text) ? Odd : text;
    }

    /// <summary>The same, but several values stay as they are.</summary>
    public static string? Values(string? text) => text is not null && text.Contains('\\') && IsStorable(text) ? text : Exact(text);

    /// <summary>A date as YYYYMMDD; null when there is none, or none that a date matches.</summary>
    public static long? Date(string? text)
    {
        if (text is null)
            return null;
        if (text.Contains('\\'))
            return OddNumber;
        return DicomDate.TryParse(text.AsSpan().Trim(" \0"), out var date) ? Number(date) : null;
    }

    /// <summary>A time in microseconds; null when there is none, or none that a time matches.</summary>
    public static long? Time(string? text)
    {
        if (text is null)
            return null;
        if (text.Contains('\\'))
            return OddNumber;
        return DicomTime.TryParse(text.AsSpan().Trim(" \0"), out var time) ? Number(time.Value) : null;
    }

    public static long Number(DateOnly date) => (date.Year * 10_000L) + (date.Month * 100) + date.Day;

    public static long Number(TimeOnly time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>What of a name is searched: each whole name and each of its groups, folded; only <see cref="Odd"/> when they cannot be.</summary>
    public static IReadOnlyCollection<string> Names(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return [];
        if (!TryFold(text, out var folded))
            return [Odd];
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in folded.Split('\\'))
        {
            var name = part.TrimEnd(' ', '\0');
            Add(texts, name);
            foreach (var group in name.Split('='))
                Add(texts, TrimGroup(group));
        }

        return texts;
    }

    /// <summary>A name that is searched for pieces of text only.</summary>
    public static string? Folded(string? text) => string.IsNullOrEmpty(text) ? null : TryFold(text, out var folded) ? folded : Odd;

    /// <summary>Delimiters at the end of a group of a name do not count.</summary>
    public static string TrimGroup(string group) => group.TrimEnd(' ', '^');

    /// <summary>
    /// Folds a name so that what is the same under some policy is the same. False when the name has letters that policies disagree about.
    /// </summary>
    public static bool TryFold(string text, out string folded)
    {
        folded = "";
        if (!IsStorable(text) || HasDisputedLetters(text))
            return false;
        folded = NameFolding.Fold(text, PersonNameMatching.CaseAndAccentInsensitive);
        return true;
    }

    /// <summary>The first text behind all that begin with a prefix.</summary>
    public static string EndOfPrefix(string prefix) => prefix + Last;

    /// <summary>True for what a column keeps and compares as it is.</summary>
    public static bool IsStorable(string text)
    {
        if (text.Contains('\0'))
            return false;
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return true;
        for (ReadOnlySpan<char> rest = text; !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != OperationStatus.Done || rune.Value >= 0x10FFFE)
                return false;
            rest = rest[length..];
        }

        return true;
    }

    // Letters whose capital folds to something else (a few, and scripts outside the basic plane), and accents on no letter.
    private static bool HasDisputedLetters(string text)
    {
        if (Ascii.IsValid(text))
            return false;
        var before = new Rune(' ');
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.NonSpacingMark && before.Value is ' ' or '^' or '=' or '\\')
                return true;
            before = rune;
            var capital = Rune.ToUpperInvariant(rune);
            if (capital == rune)
                continue;
            if (!rune.IsBmp || !capital.IsBmp || !NameFolding.Fold(rune.ToString(), PersonNameMatching.CaseAndAccentInsensitive)
                .Equals(NameFolding.Fold(capital.ToString(), PersonNameMatching.CaseAndAccentInsensitive), StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static void Add(HashSet<string> texts, string text)
    {
        if (text.Length > 0)
            texts.Add(text);
    }
}
