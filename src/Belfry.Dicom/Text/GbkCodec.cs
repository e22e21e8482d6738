using System.Buffers;
using System.Text;

namespace Belfry.Dicom;

/// <summary>GBK (PS3.3 Table C.12-5): ASCII, and two bytes of which the second may be in the range of ASCII.</summary>
internal sealed class GbkCodec : TextCodec
{
    private readonly Encoding _encoding = CodePages.Get(936);
    private readonly Lazy<Dictionary<char, ushort>> _codes;

    public GbkCodec() => _codes = new Lazy<Dictionary<char, ushort>>(MakeCodes);

    public override bool IsAsciiTransparent => false;

    public override string Decode(ReadOnlySpan<byte> bytes, VR vr) =>
        Ascii.IsValid(bytes) ? Encoding.ASCII.GetString(bytes) : _encoding.GetString(bytes);

    public override void Encode(ReadOnlySpan<char> text, VR vr, IBufferWriter<byte> output, ref List<string>? misfits)
    {
        var bytes = output.GetSpan(text.Length * 2);
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] < 0x80)
            {
                bytes[length++] = (byte)text[i];
            }
            else if (_codes.Value.TryGetValue(text[i], out var code))
            {
                if (code > 0xFF)
                    bytes[length++] = (byte)(code >> 8);
                bytes[length++] = (byte)code;
            }
            else
            {
                bytes[length++] = Substitute;
                i += Note(text[i..], ref misfits) - 1;
            }
        }

        output.Advance(length);
    }

    public override bool CanEncode(ReadOnlySpan<char> text, VR vr)
    {
        foreach (var character in text)
        {
            if (character >= 0x80 && !_codes.Value.ContainsKey(character))
                return false;
        }

        return true;
    }

    private Dictionary<char, ushort> MakeCodes()
    {
        var codes = new Dictionary<char, ushort>();
        for (var first = 0x81; first <= 0xFE; first++)
        {
            for (var second = 0x40; second <= 0xFE; second++)
            {
                var text = _encoding.GetString([(byte)first, (byte)second]);
                if (text is [>= '\u0080' and not '\uFFFD' and not (>= '\uE000' and <= '\uF8FF') and var one])
                    codes.TryAdd(one, (ushort)((first << 8) | second));
            }
        }

        return codes;
    }
}
