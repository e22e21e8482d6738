namespace Belfry.Dicom;

/// <summary>One value of Specific Character Set (0008,0005), understood.</summary>
/// <param name="Kind">What the term means.</param>
/// <param name="Number">The ISO-IR number of a coded set.</param>
/// <param name="IsExtension">True for the spelling of code extension, <c>ISO 2022 IR …</c>.</param>
internal readonly record struct CharacterSetTerm(CharacterSetKind Kind, int Number = 0, bool IsExtension = false)
{
    private static readonly int[] s_singleByte = [6, 13, 100, 101, 109, 110, 126, 127, 138, 144, 148, 166, 203];
    private static readonly int[] s_multiByte = [58, 87, 149, 159];

    /// <summary>
    /// Reads a term as senders write it: case, spaces, hyphens and underscores do not count, and some other names are known.
    /// </summary>
    public static CharacterSetTerm Parse(string text)
    {
        Span<char> letters = stackalloc char[16];
        var length = 0;
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character))
                continue;
            if (length == letters.Length)
                return new CharacterSetTerm(CharacterSetKind.Unknown);
            letters[length++] = char.ToUpperInvariant(character);
        }

        return Find(letters[..length]);
    }

    /// <summary>The spelling of the standard; empty for the default repertoire.</summary>
    public string ToTerm(bool asExtension) => Kind switch
    {
        CharacterSetKind.Utf8 => "ISO_IR 192",
        CharacterSetKind.Gb18030 => "GB18030",
        CharacterSetKind.Gbk => "GBK",
        _ when Number == 6 && !asExtension => "",
        _ => (asExtension ? "ISO 2022 IR " : "ISO_IR ") + Number,
    };

    private static CharacterSetTerm Find(ReadOnlySpan<char> letters) => letters switch
    {
        "" => new CharacterSetTerm(CharacterSetKind.CodedSet, 6),
        "ISOIR192" or "UTF8" => new CharacterSetTerm(CharacterSetKind.Utf8),
        "GB18030" => new CharacterSetTerm(CharacterSetKind.Gb18030),
        "GBK" or "ISO2022GBK" => new CharacterSetTerm(CharacterSetKind.Gbk),
        "ISO88591" => new CharacterSetTerm(CharacterSetKind.CodedSet, 100),
        ['I', 'S', 'O', '2', '0', '2', '2', 'I', 'R', .. var number] => Find(number, isExtension: true),
        ['I', 'S', 'O', '2', '0', '2', '2', .. var number] => Find(number, isExtension: true),
        ['I', 'S', 'O', 'I', 'R', .. var number] => Find(number, isExtension: false),
        _ => new CharacterSetTerm(CharacterSetKind.Unknown),
    };

    private static CharacterSetTerm Find(ReadOnlySpan<char> digits, bool isExtension)
    {
        if (!int.TryParse(digits, out var number))
            return new CharacterSetTerm(CharacterSetKind.Unknown);
        // Sets of two bytes exist with code extension only, whatever the spelling.
        if (Array.IndexOf(s_multiByte, number) >= 0)
            return new CharacterSetTerm(CharacterSetKind.CodedSet, number, IsExtension: true);
        return Array.IndexOf(s_singleByte, number) >= 0
            ? new CharacterSetTerm(CharacterSetKind.CodedSet, number, isExtension)
            : new CharacterSetTerm(CharacterSetKind.Unknown);
    }
}
