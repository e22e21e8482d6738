namespace Belfry.Dicom;

/// <summary>What the standard says of each value representation (PS3.5 §6.2, §7.1.2), as members of <see cref="VR"/>.</summary>
public static class VRTraits
{
    private static ReadOnlySpan<byte> Letters =>
        "  AEASATCSDADSDTFLFDISLOLTOBODOFOLOVOWPNSHSLSQSSSTSVTMUCUIULUNURUSUTUV"u8;

    private static readonly Trait[] s_traits = MakeTraits();
    private static readonly byte[] s_byLetters = MakeIndex();
    private static readonly string[] s_names = MakeNames();

    [Flags]
    private enum Trait : byte
    {
        None = 0,
        Text = 1,
        Charset = 2,
        Long = 4,
        Multiple = 8,
        KeepsLeadingSpace = 16,
        Number = 32,
    }

    extension(VR vr)
    {
        /// <summary>The two letters of the wire; two spaces for <see cref="VR.None"/>.</summary>
        public string Name => s_names[(int)vr];

        /// <summary>True when the explicit form has two reserved bytes and a 32-bit length (PS3.5 §7.1.2).</summary>
        public bool HasLongLength => (s_traits[(int)vr] & Trait.Long) != 0;

        /// <summary>True when the value is characters, whatever the repertoire.</summary>
        public bool IsText => (s_traits[(int)vr] & Trait.Text) != 0;

        /// <summary>True when Specific Character Set (0008,0005) decides the meaning of the bytes: SH, LO, ST, LT, UC, UT, PN.</summary>
        public bool IsCharsetAffected => (s_traits[(int)vr] & Trait.Charset) != 0;

        /// <summary>True for text in which the backslash parts values; in ST, LT, UT and UR it is a character.</summary>
        public bool IsBackslashDelimited => (s_traits[(int)vr] & (Trait.Text | Trait.Multiple)) == (Trait.Text | Trait.Multiple);

        /// <summary>True for text whose leading spaces mean something (ST, LT, UC, UT).</summary>
        public bool KeepsLeadingSpaces => (s_traits[(int)vr] & Trait.KeepsLeadingSpace) != 0;

        /// <summary>True for binary numbers of fixed size, one after another: US, SS, UL, SL, UV, SV, FL, FD.</summary>
        public bool IsBinaryNumber => (s_traits[(int)vr] & Trait.Number) != 0;

        /// <summary>True for OB, OW, OL, OV, OF, OD and UN: one value of bytes.</summary>
        public bool IsBulk => vr is VR.OB or VR.OW or VR.OL or VR.OV or VR.OF or VR.OD or VR.UN;

        /// <summary>The byte that makes a length even: space for text, NUL for UI and binary (PS3.5 §6.2).</summary>
        public byte PaddingByte => vr.IsText && vr != VR.UI ? (byte)' ' : (byte)0;

        /// <summary>Bytes that change places together between byte orders: 2, 4 or 8; 1 when order does not matter (PS3.5 §7.3).</summary>
        public int SwapUnit => vr switch
        {
            VR.AT or VR.OW or VR.SS or VR.US => 2,
            VR.FL or VR.OF or VR.OL or VR.SL or VR.UL => 4,
            VR.FD or VR.OD or VR.OV or VR.SV or VR.UV => 8,
            _ => 1,
        };

        /// <summary>Size in bytes of one binary value: 2, 4 or 8, and 4 for AT; 0 for text, OB, UN and SQ.</summary>
        public int UnitSize => vr == VR.AT ? 4 : vr.SwapUnit is > 1 and var unit ? unit : 0;

        /// <summary>The VR of two letters; false when the standard has none of that name. (Enum.TryParse would take numbers, too.)</summary>
        public static bool TryFromLetters(ReadOnlySpan<char> letters, out VR result)
        {
            result = letters.Length == 2 && letters[0] < 128 && letters[1] < 128
                ? FromLetters((byte)letters[0], (byte)letters[1])
                : VR.None;
            return result != VR.None;
        }

        /// <summary>The VR of two bytes of the wire; <see cref="VR.None"/> when they name none.</summary>
        internal static VR FromLetters(byte first, byte second)
        {
            var row = (uint)first - 'A';
            var column = (uint)second - 'A';
            return row < 26 && column < 26 ? (VR)s_byLetters[(row * 26) + column] : VR.None;
        }

        internal byte FirstLetter => Letters[2 * (int)vr];

        internal byte SecondLetter => Letters[(2 * (int)vr) + 1];
    }

    private static Trait[] MakeTraits()
    {
        var traits = new Trait[(int)VR.UV + 1];
        foreach (var vr in (ReadOnlySpan<VR>)[VR.AE, VR.AS, VR.CS, VR.DA, VR.DS, VR.DT, VR.IS, VR.TM, VR.UI])
            traits[(int)vr] = Trait.Text | Trait.Multiple;
        foreach (var vr in (ReadOnlySpan<VR>)[VR.LO, VR.SH, VR.PN])
            traits[(int)vr] = Trait.Text | Trait.Charset | Trait.Multiple;
        foreach (var vr in (ReadOnlySpan<VR>)[VR.ST, VR.LT])
            traits[(int)vr] = Trait.Text | Trait.Charset | Trait.KeepsLeadingSpace;
        traits[(int)VR.UC] = Trait.Text | Trait.Charset | Trait.Multiple | Trait.KeepsLeadingSpace | Trait.Long;
        traits[(int)VR.UT] = Trait.Text | Trait.Charset | Trait.KeepsLeadingSpace | Trait.Long;
        traits[(int)VR.UR] = Trait.Text | Trait.Long;
        foreach (var vr in (ReadOnlySpan<VR>)[VR.US, VR.SS, VR.UL, VR.SL, VR.FL, VR.FD])
            traits[(int)vr] = Trait.Multiple | Trait.Number;
        traits[(int)VR.UV] = traits[(int)VR.SV] = Trait.Multiple | Trait.Number | Trait.Long;
        traits[(int)VR.AT] = Trait.Multiple;
        foreach (var vr in (ReadOnlySpan<VR>)[VR.OB, VR.OW, VR.OL, VR.OV, VR.OF, VR.OD, VR.UN, VR.SQ])
            traits[(int)vr] = Trait.Long;
        return traits;
    }

    private static byte[] MakeIndex()
    {
        var index = new byte[26 * 26];
        for (var vr = 1; vr <= (int)VR.UV; vr++)
            index[((Letters[2 * vr] - 'A') * 26) + Letters[(2 * vr) + 1] - 'A'] = (byte)vr;
        return index;
    }

    private static string[] MakeNames()
    {
        var names = new string[(int)VR.UV + 1];
        for (var vr = 0; vr < names.Length; vr++)
            names[vr] = $"{(char)Letters[2 * vr]}{(char)Letters[(2 * vr) + 1]}";
        return names;
    }
}
