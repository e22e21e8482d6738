using System.Buffers;
using System.Text;

namespace Belfry.Dicom;

/// <summary>
/// One byte, one character: the default repertoire, or a set of PS3.3 Table C.12-2 without code extension. Control characters,
/// also those of 80–9F, mean themselves, since old senders write them.
/// </summary>
internal sealed class SingleByteCodec : TextCodec
{
    private readonly CodedSet _lower;
    private readonly CodedSet? _upper;
    private readonly char[] _characters = new char[256];
    private readonly bool _isLatin1;

    /// <param name="lower">ISO-IR 6 or ISO-IR 14.</param>
    /// <param name="upper">The set of A0–FF; null for the default repertoire, where 80–FF mean nothing.</param>
    public SingleByteCodec(CodedSet lower, CodedSet? upper)
    {
        _lower = lower;
        _upper = upper;
        _isLatin1 = upper is not null && upper == CodedSets.Find(100);
        for (var i = 0; i < 256; i++)
        {
            _characters[i] = i switch
            {
                < 0x20 => (char)i,
                < 0x80 => lower.Decode(i),
                < 0xA0 => upper is null ? '\uFFFD' : (char)i,
                _ => upper?.Decode(i & 0x7F) ?? '\uFFFD',
            };
        }
    }

    public override bool IsAsciiTransparent => _lower == CodedSets.Ascii;

    public override string Decode(ReadOnlySpan<byte> bytes, VR vr)
    {
        if (_isLatin1)
            return Encoding.Latin1.GetString(bytes);
        if (IsAsciiTransparent && Ascii.IsValid(bytes))
            return Encoding.ASCII.GetString(bytes);
        return DecodeSlowly(bytes, vr);
    }

    public override void Encode(ReadOnlySpan<char> text, VR vr, IBufferWriter<byte> output, ref List<string>? misfits)
    {
        var bytes = output.GetSpan(text.Length);
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (TryEncode(text[i], vr, out bytes[length]))
            {
                length++;
                continue;
            }

            bytes[length++] = Substitute;
            i += Note(text[i..], ref misfits) - 1;
        }

        output.Advance(length);
    }

    public override bool CanEncode(ReadOnlySpan<char> text, VR vr)
    {
        if (IsAsciiTransparent && Ascii.IsValid(text))
            return true;
        foreach (var character in text)
        {
            if (!TryEncode(character, vr, out _))
                return false;
        }

        return true;
    }

    private string DecodeSlowly(ReadOnlySpan<byte> bytes, VR vr)
    {
        var text = bytes.Length <= 256 ? stackalloc char[bytes.Length] : new char[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            // The byte of the backslash parts values whatever ISO-IR 14 says that it shows (PS3.5 §6.1.2.3).
            text[i] = bytes[i] == '\\' && IsReset('\\', vr) ? '\\' : _characters[bytes[i]];
        }

        return text.ToString();
    }

    private bool TryEncode(char character, VR vr, out byte code)
    {
        code = (byte)character;
        if (character < 0x20 || (character is >= '\u0080' and < '\u00A0' && _upper is not null))
            return true;
        if (character is '\\' or '\u00A5' && IsReset('\\', vr))
            return character == '\\' || TryEncodeYen(out code);
        ushort full = 0;
        var fits = _lower.TryEncode(character, out full) || (_upper is not null && _upper.TryEncode(character, out full));
        code = (byte)full;
        return fits;
    }

    // The yen sign of ISO-IR 14 would be taken for a delimiter; other sets have it in their upper half.
    private bool TryEncodeYen(out byte code)
    {
        ushort full = 0;
        var fits = _upper is not null && _upper.TryEncode('\u00A5', out full);
        code = (byte)full;
        return fits;
    }
}
