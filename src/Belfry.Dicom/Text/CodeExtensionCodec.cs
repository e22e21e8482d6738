using System.Buffers;
using System.Text;

namespace Belfry.Dicom;

/// <summary>
/// Several coded character sets, changed by escape sequences (PS3.5 §6.1.2.4, §6.1.2.5; ISO/IEC 2022). At the start of each value, and at
/// the delimiters of §6.1.2.5.3, the sets of the first term are in force again.
/// </summary>
internal sealed partial class CodeExtensionCodec : TextCodec
{
    private const byte Esc = 0x1B;

    private readonly CodedSet _firstG0;
    private readonly CodedSet? _firstG1;
    private readonly CodedSet? _assumedG1;
    private readonly CodedSet[] _sets;

    /// <param name="firstG0">The set of G0 that is in force at the start.</param>
    /// <param name="firstG1">The set of G1 that is in force at the start, if any.</param>
    /// <param name="sets">All declared sets, in the order of the terms: the first that has a character is used for it.</param>
    public CodeExtensionCodec(CodedSet firstG0, CodedSet? firstG1, CodedSet[] sets)
    {
        _firstG0 = firstG0;
        _firstG1 = firstG1;
        _sets = sets;
        // Some senders leave out the escape sequence when only one set can be meant, such as ISO 2022 IR 149 alone.
        _assumedG1 = firstG1 ?? (sets.Count(set => set.IsG1) == 1 ? sets.First(set => set.IsG1) : null);
    }

    public override bool IsAsciiTransparent => false;

    public override string Decode(ReadOnlySpan<byte> bytes, VR vr)
    {
        if (_firstG0 == CodedSets.Ascii && !bytes.Contains(Esc) && Ascii.IsValid(bytes))
            return Encoding.ASCII.GetString(bytes);
        // No byte ever becomes more than one character.
        var rented = bytes.Length > 256 ? ArrayPool<char>.Shared.Rent(bytes.Length) : null;
        var text = rented ?? stackalloc char[256];
        var length = DecodeTo(bytes, vr, text);
        var result = text[..length].ToString();
        if (rented is not null)
            ArrayPool<char>.Shared.Return(rented, clearArray: true);
        return result;
    }

    private int DecodeTo(ReadOnlySpan<byte> bytes, VR vr, Span<char> text)
    {
        var (g0, g1) = (_firstG0, _assumedG1);
        var length = 0;
        for (var i = 0; i < bytes.Length;)
        {
            var code = bytes[i];
            if (code == Esc)
            {
                i += DecodeEscape(bytes[(i + 1)..], ref g0, ref g1, text, ref length);
                continue;
            }

            if (code is < 0x20 or (>= 0x7F and < 0xA0) || (code == 0x20 && g0.Width == 2))
            {
                text[length++] = (char)code;
                i++;
                if (IsReset((char)code, vr))
                    (g0, g1) = (_firstG0, _assumedG1);
                continue;
            }

            // Within characters of two bytes the byte of a delimiter is not one.
            if (code < 0x80 && g0.Width == 1 && IsReset((char)code, vr))
            {
                text[length++] = (char)code;
                i++;
                (g0, g1) = (_firstG0, _assumedG1);
                continue;
            }

            text[length++] = DecodeCharacter(bytes[i..], code < 0x80 ? g0 : g1, out var used);
            i += used;
        }

        return length;
    }

    private static char DecodeCharacter(ReadOnlySpan<byte> bytes, CodedSet? set, out int used)
    {
        used = 1;
        if (set is null)
            return '\uFFFD';
        if (set.Width == 1)
            return set.Decode(bytes[0] & 0x7F);
        // A second byte of the wrong half belongs to something else: a delimiter, an escape sequence, a faulty sender.
        if (bytes.Length < 2 || (bytes[0] & 0x7F) is < 0x21 or > 0x7E || (bytes[1] & 0x80) != (bytes[0] & 0x80) || (bytes[1] & 0x7F) is < 0x21 or > 0x7E)
            return '\uFFFD';
        used = 2;
        return set.Decode(bytes[0] & 0x7F, bytes[1] & 0x7F);
    }

    // Takes known sequences also when they were not declared. One that is unknown or cut off becomes U+FFFD and is left out as far as
    // ISO/IEC 2022 says that it goes: intermediate bytes 20–2F, then one final byte.
    private static int DecodeEscape(ReadOnlySpan<byte> bytes, ref CodedSet g0, ref CodedSet? g1, Span<char> text, ref int length)
    {
        if (CodedSets.FindEscape(bytes, out var known) is { } set)
        {
            if (set.IsG1)
                g1 = set;
            else
                g0 = set;
            return 1 + known;
        }

        text[length++] = '\uFFFD';
        var end = 0;
        while (end < bytes.Length && end < 4 && bytes[end] is >= 0x20 and <= 0x2F)
            end++;
        if (end > 0 && end < bytes.Length && bytes[end] is >= 0x30 and <= 0x7E)
            end++;
        return 1 + end;
    }
}
