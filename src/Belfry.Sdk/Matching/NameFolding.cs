using System.Text;

namespace Belfry.Sdk;

/// <summary>
/// Brings names to a form in which letters that the policy takes for the same are the same: for databases that search by columns. Pure; thread-safe.
/// </summary>
public static class NameFolding
{
    /// <summary>The most characters that a text of that length can become: a few letters become two.</summary>
    public static int MaxLength(int length) => 2 * length;

    /// <summary>The folded text.</summary>
    public static string Fold(string text, PersonNameMatching policy)
    {
        var buffer = new char[MaxLength(text.Length)];
        return new string(buffer, 0, Fold(text, buffer, policy));
    }

    /// <summary>The same without a string, into a buffer of <see cref="MaxLength"/> characters.</summary>
    /// <returns>How many characters were written.</returns>
    public static int Fold(ReadOnlySpan<char> text, Span<char> target, PersonNameMatching policy)
    {
        if (policy == PersonNameMatching.Literal)
        {
            text.CopyTo(target);
            return text.Length;
        }

        if (Ascii.ToUpper(text, target, out var done) == System.Buffers.OperationStatus.Done)
            return done;
        if (policy == PersonNameMatching.CaseInsensitive)
            return text.ToUpperInvariant(target);
        var length = 0;
        foreach (var c in text)
        {
            if (char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.NonSpacingMark)
                length += FoldLetter(c, target[length..]);
        }

        return length;
    }

    private static int FoldLetter(char letter, Span<char> target)
    {
        var pair = letter switch
        {
            'ß' or 'ẞ' => "SS",
            'æ' or 'Æ' => "AE",
            'œ' or 'Œ' => "OE",
            _ => null,
        };
        if (pair is not null)
        {
            pair.CopyTo(target);
            return 2;
        }

        target[0] = char.ToUpperInvariant(AccentedLetters.BaseOf(letter));
        return 1;
    }
}
