using System.Buffers;
using System.Text;

namespace Belfry.Dicom;

/// <summary>UTF-8 and GB 18030 (PS3.3 Table C.12-5): all of Unicode, without code extension.</summary>
internal sealed class UnicodeCodec(Encoding encoding) : TextCodec
{
    // A byte of 5C can be the second of a character of GB 18030.
    public override bool IsAsciiTransparent => encoding.CodePage == 65001;

    public override string Decode(ReadOnlySpan<byte> bytes, VR vr) => encoding.GetString(bytes);

    public override void Encode(ReadOnlySpan<char> text, VR vr, IBufferWriter<byte> output, ref List<string>? misfits)
    {
        while (!text.IsEmpty)
        {
            var length = FindLoneSurrogate(text);
            if (length > 0)
                output.Advance(encoding.GetBytes(text[..length], output.GetSpan(encoding.GetMaxByteCount(length))));
            text = text[length..];
            if (text.IsEmpty)
                return;
            output.Write([Substitute]);
            text = text[Note(text, ref misfits)..];
        }
    }

    public override bool CanEncode(ReadOnlySpan<char> text, VR vr) => FindLoneSurrogate(text) == text.Length;

    private static int FindLoneSurrogate(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var next = text[i..].IndexOfAnyInRange('\uD800', '\uDFFF');
            if (next < 0)
                return text.Length;
            i += next;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return i;
            i++;
        }

        return text.Length;
    }
}
