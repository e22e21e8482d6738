namespace Belfry.Dicom;

/// <summary>The coded character sets that DICOM uses (PS3.3 Tables C.12-2 to C.12-4), each made when first used.</summary>
internal static class CodedSets
{
    // The same characters of JIS X 0208 under the names that other tables give them: wave dash, double line, minus, dash, cent, pound, not.
    private const string JapaneseAliases = "\u301C\uFF5E\u2016\u2225\u2212\uFF0D\u2014\u2015\u00A2\uFFE0\u00A3\uFFE1\u00AC\uFFE2";

    private static readonly Lazy<CodedSet> s_ir6 = new(() => new CodedSet([.. "(B"u8], isG1: false, width: 1, MakeLower("")));
    private static readonly Lazy<CodedSet> s_ir14 = new(() => new CodedSet([.. "(J"u8], isG1: false, width: 1, MakeLower("\\\u00A5~\u203E")));
    private static readonly Lazy<CodedSet> s_ir13 = new(MakeKatakana);
    private static readonly Lazy<CodedSet> s_ir87 = new(() => CodedSet.FromCodePage(
        "$B"u8, isG1: false, 51932, (row, column) => [(byte)(0xA1 + row), (byte)(0xA1 + column)], JapaneseAliases, row => row is < 8 or (>= 15 and < 84)));

    private static readonly Lazy<CodedSet> s_ir159 = new(() => CodedSet.FromCodePage(
        "$(D"u8, isG1: false, 20932, (row, column) => [(byte)(0xA1 + row), (byte)(0x21 + column)]));

    private static readonly Lazy<CodedSet> s_ir149 = new(() => CodedSet.FromCodePage(
        "$)C"u8, isG1: true, 51949, (row, column) => [(byte)(0xA1 + row), (byte)(0xA1 + column)]));

    private static readonly Lazy<CodedSet> s_ir58 = new(() => CodedSet.FromCodePage(
        "$)A"u8, isG1: true, 936, (row, column) => [(byte)(0xA1 + row), (byte)(0xA1 + column)], canEncode: row => row is < 9 or (>= 15 and < 87)));

    private static readonly (int Number, byte Final, int CodePage)[] s_upper =
    [
        (100, (byte)'A', 28591), (101, (byte)'B', 28592), (109, (byte)'C', 28593), (110, (byte)'D', 28594), (144, (byte)'L', 28595),
        (127, (byte)'G', 28596), (126, (byte)'F', 28597), (138, (byte)'H', 28598), (148, (byte)'M', 28599), (203, (byte)'b', 28605),
        (166, (byte)'T', 874),
    ];

    private static readonly Lazy<CodedSet>[] s_upperSets =
        [.. s_upper.Select(row => new Lazy<CodedSet>(() => CodedSet.FromCodePage(row.Final, row.CodePage)))];

    /// <summary>ISO-IR 6, ASCII, in G0.</summary>
    public static CodedSet Ascii => s_ir6.Value;

    /// <summary>ISO-IR 14, JIS X 0201 Romaji, in G0: yen for the backslash and overline for the tilde.</summary>
    public static CodedSet Romaji => s_ir14.Value;

    /// <summary>The set of an ISO-IR number, or null when DICOM has no such set.</summary>
    public static CodedSet? Find(int number) => number switch
    {
        6 => s_ir6.Value,
        13 => s_ir13.Value,
        14 => s_ir14.Value,
        58 => s_ir58.Value,
        87 => s_ir87.Value,
        149 => s_ir149.Value,
        159 => s_ir159.Value,
        _ => Array.FindIndex(s_upper, row => row.Number == number) is >= 0 and var index ? s_upperSets[index].Value : null,
    };

    /// <summary>
    /// The set whose escape sequence begins a text; null when it is none that DICOM knows. Also takes <c>$@</c> and <c>$A</c>, <c>$B</c>
    /// variants with an intermediate byte that older senders write.
    /// </summary>
    public static CodedSet? FindEscape(ReadOnlySpan<byte> text, out int length)
    {
        length = text switch
        {
            [(byte)'$', (byte)'(' or (byte)')', _, ..] => 3,
            [_, _, ..] => 2,
            _ => 0,
        };
        return text switch
        {
            [(byte)'(', (byte)'B', ..] => Ascii,
            [(byte)'(', (byte)'J', ..] => Romaji,
            [(byte)')', (byte)'I', ..] => s_ir13.Value,
            [(byte)'$', (byte)'B' or (byte)'@', ..] => s_ir87.Value,
            [(byte)'$', (byte)'(', (byte)'B' or (byte)'@', ..] => s_ir87.Value,
            [(byte)'$', (byte)'(', (byte)'D', ..] => s_ir159.Value,
            [(byte)'$', (byte)')', (byte)'C', ..] => s_ir149.Value,
            [(byte)'$', (byte)')', (byte)'A', ..] => s_ir58.Value,
            [(byte)'-', var final, ..] => Array.FindIndex(s_upper, row => row.Final == final) is >= 0 and var index ? s_upperSets[index].Value : null,
            _ => null,
        };
    }

    private static char[] MakeLower(string replaced)
    {
        var characters = new char[96];
        for (var i = 0; i < 95; i++)
            characters[i] = (char)(' ' + i);
        characters[95] = '\u007F';
        for (var i = 0; i < replaced.Length; i += 2)
            characters[replaced[i] - ' '] = replaced[i + 1];
        return characters;
    }

    private static CodedSet MakeKatakana()
    {
        // A1–DF in the order of the half-width forms of Unicode (JIS X 0201).
        var characters = new char[96];
        Array.Fill(characters, '\uFFFD');
        for (var i = 1; i <= 63; i++)
            characters[i] = (char)(0xFF60 + i);
        return new CodedSet([.. ")I"u8], isG1: true, width: 1, characters);
    }
}
