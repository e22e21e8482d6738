using System.Buffers;
using System.Text;

namespace Belfry.Dicom;

internal sealed partial class CodeExtensionCodec
{
    // An escape sequence has at most four bytes and a character two; a delimiter may need one sequence and itself.
    private const int MaxBytesPerCharacter = 6;

    public override void Encode(ReadOnlySpan<char> text, VR vr, IBufferWriter<byte> output, ref List<string>? misfits)
    {
        var writer = new Writer(output.GetSpan((text.Length * MaxBytesPerCharacter) + MaxBytesPerCharacter), _firstG0, _firstG1);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if ((character < 0x20 && character != Esc) || IsReset(character, vr))
                WriteControl(ref writer, character, vr);
            else if (!TryWrite(ref writer, character, vr))
                i += WriteSubstitute(ref writer, text[i..], vr, ref misfits) - 1;
        }

        writer.Designate(_firstG0);
        output.Advance(writer.Length);
    }

    public override bool CanEncode(ReadOnlySpan<char> text, VR vr)
    {
        if (_firstG0 == CodedSets.Ascii && Ascii.IsValid(text) && !text.Contains((char)Esc))
            return true;
        foreach (var character in text)
        {
            if ((character >= 0x20 || character == Esc) && !IsReset(character, vr) && Choose(character, vr, _firstG0, _firstG1, out _) is null)
                return false;
        }

        return true;
    }

    private void WriteControl(ref Writer writer, char character, VR vr)
    {
        // PS3.5 §6.1.2.5.3: G0 has the first set again before a delimiter, and what G1 had is forgotten behind it.
        writer.Designate(_firstG0);
        writer.Write((byte)character);
        if (IsReset(character, vr))
            writer.Reset(_firstG1);
    }

    private bool TryWrite(ref Writer writer, char character, VR vr)
    {
        if (Choose(character, vr, writer.G0, writer.G1, out var code) is not { } set)
            return false;
        writer.Designate(set);
        if (set.Width == 2)
            writer.Write((byte)(code >> 8));
        writer.Write((byte)code);
        return true;
    }

    private int WriteSubstitute(ref Writer writer, ReadOnlySpan<char> text, VR vr, ref List<string>? misfits)
    {
        TryWrite(ref writer, (char)Substitute, vr);
        return Note(text, ref misfits);
    }

    /// <summary>The set for a character: one that is in force, the first of G0, else the first declared one that has it.</summary>
    private CodedSet? Choose(char character, VR vr, CodedSet g0, CodedSet? g1, out ushort code)
    {
        if (Has(g0, character, vr, out code))
            return g0;
        if (Has(_firstG0, character, vr, out code))
            return _firstG0;
        if (g1 is not null && Has(g1, character, vr, out code))
            return g1;
        foreach (var set in _sets)
        {
            if (Has(set, character, vr, out code))
                return set;
        }

        return null;
    }

    // The yen sign of ISO-IR 14 has the byte of the backslash, which would part values.
    private static bool Has(CodedSet set, char character, VR vr, out ushort code) =>
        set.TryEncode(character, out code) && !(code == '\\' && set.Width == 1 && IsReset('\\', vr));

    /// <summary>Bytes written so far, and which sets are in force behind them.</summary>
    private ref struct Writer(Span<byte> bytes, CodedSet g0, CodedSet? g1)
    {
        private readonly Span<byte> _bytes = bytes;

        public int Length { get; private set; }

        public CodedSet G0 { get; private set; } = g0;

        public CodedSet? G1 { get; private set; } = g1;

        public void Reset(CodedSet? g1) => G1 = g1;

        public void Write(byte value) => _bytes[Length++] = value;

        public void Designate(CodedSet set)
        {
            if (set == G0 || set == G1)
                return;
            Write(Esc);
            foreach (var value in set.Escape)
                Write(value);
            if (set.IsG1)
                G1 = set;
            else
                G0 = set;
        }
    }
}
