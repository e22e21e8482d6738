namespace Belfry.Dicom;

/// <summary>
/// One coded character set of ISO 2022: characters of one or two bytes, in the lower half (G0) or the upper half (G1) of the code.
/// Immutable; the way back from characters to codes is made when first needed.
/// </summary>
internal sealed class CodedSet
{
    private readonly char[] _characters;
    private readonly Lazy<Dictionary<char, ushort>> _codes;

    /// <param name="escape">The bytes behind ESC that designate the set.</param>
    /// <param name="isG1">True when it goes to G1: its bytes have the high bit.</param>
    /// <param name="width">Bytes per character.</param>
    /// <param name="characters">For one byte, 96 characters from 20 or A0; for two bytes, 94 rows of 94 from 2121 or A1A1. U+FFFD for none.</param>
    /// <param name="aliases">Further characters that are encoded as one that the set has.</param>
    /// <param name="canEncode">Which rows are part of the standard: others are only read. Null for all.</param>
    public CodedSet(byte[] escape, bool isG1, int width, char[] characters, string aliases = "", Func<int, bool>? canEncode = null)
    {
        Escape = escape;
        IsG1 = isG1;
        Width = width;
        _characters = characters;
        _codes = new Lazy<Dictionary<char, ushort>>(() => MakeCodes(aliases, canEncode));
    }

    /// <summary>The bytes behind ESC that designate the set.</summary>
    public byte[] Escape { get; }

    /// <summary>True when the set goes to G1.</summary>
    public bool IsG1 { get; }

    /// <summary>Bytes per character.</summary>
    public int Width { get; }

    /// <summary>The character of one byte, high bit cleared; U+FFFD for none.</summary>
    public char Decode(int code) => code is >= 0x20 and <= 0x7F ? _characters[code - 0x20] : '\uFFFD';

    /// <summary>The character of two bytes, high bits cleared; U+FFFD for none.</summary>
    public char Decode(int first, int second) =>
        first is >= 0x21 and <= 0x7E && second is >= 0x21 and <= 0x7E ? _characters[((first - 0x21) * 94) + second - 0x21] : '\uFFFD';

    /// <summary>The code of a character: one byte, or two in one number; high bits as G1 needs them.</summary>
    public bool TryEncode(char character, out ushort code) => _codes.Value.TryGetValue(character, out code);

    /// <summary>A set of one byte per character, from the upper half of a code page.</summary>
    public static CodedSet FromCodePage(byte final, int codePage) =>
        new([(byte)'-', final], isG1: true, width: 1, DecodeAll(codePage, 96, index => [(byte)(0xA0 + index)]));

    /// <summary>A set of two bytes per character; the code page knows it by bytes made from row and column.</summary>
    public static CodedSet FromCodePage(
        ReadOnlySpan<byte> escape, bool isG1, int codePage, Func<int, int, byte[]> bytes, string aliases = "", Func<int, bool>? canEncode = null) =>
        new(escape.ToArray(), isG1, width: 2, DecodeAll(codePage, 94 * 94, index => bytes(index / 94, index % 94)), aliases, canEncode);

    private static char[] DecodeAll(int codePage, int count, Func<int, byte[]> bytes)
    {
        var encoding = CodePages.Get(codePage);
        var characters = new char[count];
        for (var i = 0; i < count; i++)
        {
            // Code pages put what a set lacks into the private use area, or name two characters.
            var text = encoding.GetString(bytes(i));
            characters[i] = text is [var one] && one is not (>= '\uE000' and <= '\uF8FF') ? one : '\uFFFD';
        }

        return characters;
    }

    private Dictionary<char, ushort> MakeCodes(string aliases, Func<int, bool>? canEncode)
    {
        var codes = new Dictionary<char, ushort>();
        for (var i = 0; i < _characters.Length; i++)
        {
            if (_characters[i] != '\uFFFD' && (Width == 1 || canEncode is null || canEncode(i / 94)))
                codes.TryAdd(_characters[i], MakeCode(i));
        }

        for (var i = 0; i < aliases.Length; i += 2)
        {
            if (codes.TryGetValue(aliases[i + 1], out var code))
                codes.TryAdd(aliases[i], code);
        }

        return codes;
    }

    private ushort MakeCode(int index) => Width == 1
        ? (ushort)(index + (IsG1 ? 0xA0 : 0x20))
        : (ushort)(((((index / 94) + 0x21) << 8) | ((index % 94) + 0x21)) + (IsG1 ? 0x8080 : 0));
}
