using System.Buffers;
using System.Text;
using Belfry.Dicom;

namespace Belfry.Fuzz;

/// <summary>Character sets: the input is a declaration, a line feed, and the bytes of a value.</summary>
internal static class CharacterSetTarget
{
    private const char Replacement = '\uFFFD';
    private static readonly VR[] s_vrs = [VR.PN, VR.LO, VR.UT, VR.UN, VR.CS];

    public static void Run(byte[] bytes)
    {
        var end = bytes.AsSpan().IndexOf((byte)'\n');
        if (end < 0)
            return;
        var set = SpecificCharacterSet.Parse(Encoding.Latin1.GetString(bytes.AsSpan(0, end)));
        var value = bytes.AsSpan(end + 1);
        foreach (var vr in s_vrs)
            Check(set, vr, set.Decode(value, vr));
        Check(set, VR.LO, Encoding.UTF8.GetString(value));
        FuzzFinding.Unless(SpecificCharacterSet.For(set.DefinedTerms).Equals(set) || !set.IsSupported, "The terms of the set declare another.");
    }

    private static void Check(SpecificCharacterSet set, VR vr, string text)
    {
        var output = new ArrayBufferWriter<byte>();
        var misfits = set.Encode(text, vr, output);
        FuzzFinding.Unless(misfits.Count == 0 == set.CanEncode(text, vr), "CanEncode and Encode disagree.");
        var again = set.Decode(output.WrittenSpan, vr);
        FuzzFinding.Unless(misfits.Count > 0 || text.Contains(Replacement) || again == text, "Encoded and decoded, the text is another.");
    }
}
