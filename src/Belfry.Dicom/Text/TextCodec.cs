using System.Buffers;

namespace Belfry.Dicom;

/// <summary>Turns the bytes of values into text and back. Immutable and thread-safe. Never throws for any bytes or text.</summary>
internal abstract class TextCodec
{
    /// <summary>What stands for a character that does not fit.</summary>
    protected const byte Substitute = (byte)'?';

    /// <summary>True when every ASCII byte means itself wherever it stands.</summary>
    public abstract bool IsAsciiTransparent { get; }

    public abstract string Decode(ReadOnlySpan<byte> bytes, VR vr);

    /// <summary>Encodes; what does not fit is written as a question mark and noted, each once.</summary>
    public abstract void Encode(ReadOnlySpan<char> text, VR vr, IBufferWriter<byte> output, ref List<string>? misfits);

    public abstract bool CanEncode(ReadOnlySpan<char> text, VR vr);

    /// <summary>True for the characters before which ISO 2022 goes back to its beginning (PS3.5 §6.1.2.5.3).</summary>
    protected static bool IsReset(char character, VR vr) => character switch
    {
        '\r' or '\n' or '\f' or '\t' => true,
        '\\' => vr is VR.LO or VR.SH or VR.PN or VR.UC,
        '^' or '=' => vr == VR.PN,
        _ => false,
    };

    /// <summary>Notes the character, or pair of surrogates, at the front of a text that does not fit.</summary>
    /// <returns>How many characters of the text it takes.</returns>
    protected static int Note(ReadOnlySpan<char> text, ref List<string>? misfits)
    {
        var length = text.Length > 1 && char.IsSurrogatePair(text[0], text[1]) ? 2 : 1;
        misfits ??= [];
        var misfit = text[..length].ToString();
        if (!misfits.Contains(misfit))
            misfits.Add(misfit);
        return length;
    }
}
