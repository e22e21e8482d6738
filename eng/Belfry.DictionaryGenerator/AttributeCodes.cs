using System.Text;

namespace Belfry.DictionaryGenerator;

/// <summary>
/// Packs what the dictionary says of an attribute into 16 bits: VR in bits 0–5, the choice of VRs in bits 6–8, retired (or, in
/// the private table, whole block) in bit 9, the number of the value multiplicity in bits 10–15.
/// </summary>
internal sealed class AttributeCodes
{
    // In the order of the VR enumeration of Belfry.Dicom; a test there compares the two.
    private static readonly string[] s_vrs =
    [
        "-", "AE", "AS", "AT", "CS", "DA", "DS", "DT", "FL", "FD", "IS", "LO", "LT", "OB", "OD", "OF", "OL", "OV", "OW", "PN", "SH",
        "SL", "SQ", "SS", "ST", "SV", "TM", "UC", "UI", "UL", "UN", "UR", "US", "UT", "UV",
    ];

    // In the order of VRChoice of Belfry.Dicom, from 1.
    private static readonly string[] s_choices = ["", "US or SS", "OB or OW", "US or OW", "US or SS or OW"];

    private readonly List<string> _multiplicities = [];

    /// <summary>The code of an attribute.</summary>
    public ushort Pack(string vr, string vm, bool flag)
    {
        vr = vr is "ox" or "px" or "OB_OW" ? "OB or OW" : vr;
        var choice = Math.Max(0, Array.IndexOf(s_choices, vr));
        var index = Array.IndexOf(s_vrs, choice > 0 ? vr[..2] : vr);
        if (index < 0)
            throw new InvalidDataException($"VR '{vr}' is not understood.");
        if (!_multiplicities.Contains(vm))
            _multiplicities.Add(vm);
        var multiplicity = _multiplicities.IndexOf(vm);
        if (multiplicity > 63)
            throw new InvalidDataException("More than 64 value multiplicities: the packing must grow.");
        return (ushort)(index | (choice << 6) | (flag ? 1 << 9 : 0) | (multiplicity << 10));
    }

    /// <summary>The source of the value multiplicities met so far.</summary>
    public string MakeSource()
    {
        var source = new StringBuilder(SourceText.Header);
        source.Append("""
            /// <summary>The value multiplicities of the dictionary, by their number.</summary>
            internal static class ValueMultiplicities
            {
                public static string Get(int number) => number switch
                {

            """);
        for (var i = 0; i < _multiplicities.Count; i++)
            source.Append($"        {i} => \"{_multiplicities[i]}\",\n");
        return source.Append("        _ => \"\",\n    };\n}\n").ToString();
    }
}
