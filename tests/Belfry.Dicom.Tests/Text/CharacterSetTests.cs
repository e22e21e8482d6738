using System.Buffers;
using System.Text;
using CsCheck;
using Xunit;

namespace Belfry.Dicom.Tests.Text;

public sealed class CharacterSetTests
{
    private static readonly VR[] s_affected = [VR.SH, VR.LO, VR.UC, VR.ST, VR.LT, VR.UT, VR.PN];

    public static TheoryData<string> Declarations => new(
        RepositoryTables.Read("character-sets.tsv").Select(row => row["defined_term"] == "(empty)" ? "" : row["defined_term"]).Distinct()
            .Concat([
                @"\ISO 2022 IR 87", @"\ISO 2022 IR 87\ISO 2022 IR 159", @"ISO 2022 IR 13\ISO 2022 IR 87\ISO 2022 IR 159", @"\ISO 2022 IR 149",
                @"\ISO 2022 IR 58", @"ISO 2022 IR 100\ISO 2022 IR 144\ISO 2022 IR 126", @"ISO 2022 IR 100\ISO 2022 IR 58\ISO 2022 IR 149\ISO 2022 IR 87",
            ]));

    [Theory]
    [MemberData(nameof(Declarations))]
    [Trait("Section", "PS3.5 6.1.2")]
    public void Encode_EveryCharacterThatFits_DecodesAlone(string declaration)
    {
        var set = SpecificCharacterSet.Parse(declaration);
        var count = 0;
        for (var c = ' '; c < '\uFFF0'; c++)
        {
            var text = c.ToString();
            foreach (var vr in new[] { VR.LT, VR.LO })
            {
                if (!set.CanEncode(text, vr))
                    continue;
                count++;
                AssertRoundTrip(set, text, vr);
            }
        }

        // The smallest sets are the Arabic, the Hebrew and the half-width katakana.
        Assert.True(count >= 2 * (declaration is "" or "ISO 2022 IR 6" ? 95 : 140), $"{count} characters fit.");
    }

    [Theory]
    [MemberData(nameof(Declarations))]
    [Trait("Section", "PS3.5 6.1.2.5.3")]
    public void Encode_RandomTextThatFits_DecodesToItself(string declaration)
    {
        var set = SpecificCharacterSet.Parse(declaration);
        var characters = Enumerable.Range(' ', 0xFFF0 - ' ').Select(c => (char)c).Where(c => set.CanEncode(c.ToString(), VR.LO)).Except(@"\^=").ToArray();
        var ordinary = Gen.Char[new string(characters)];
        var any = Gen.Frequency((6, ordinary), (2, Gen.Char[@"\^=" + "\r\n\t\f"]), (2, Gen.Char["aZ09 -"]));
        Gen.Select(any.Array[0, 40], Gen.Int[0, s_affected.Length - 1]).Sample((array, vr) =>
        {
            // The set need not hold every ASCII character where yen and overline took their places.
            var text = new string([.. array.Where(c => set.CanEncode(c.ToString(), s_affected[vr]))]);
            AssertRoundTrip(set, text, s_affected[vr]);
            foreach (var value in text.Split('\\'))
                AssertRoundTrip(set, value, s_affected[vr]);
        });
    }

    [Theory]
    [InlineData("ISO_IR 192")]
    [InlineData("GB18030")]
    [Trait("Section", "PS3.3 C.12.1.1.2")]
    public void Encode_AnyScalarInUnicodeSets_DecodesToItself(string declaration) =>
        Gen.Int[0, 0x10FFFF].Where(Rune.IsValid).Array[0, 20].Sample(scalars =>
            AssertRoundTrip(SpecificCharacterSet.Parse(declaration), string.Concat(scalars.Select(scalar => new Rune(scalar).ToString())), VR.UT));

    [Theory]
    [MemberData(nameof(Declarations))]
    public void Decode_AnyBytes_GivesTextWithoutThrowing(string declaration)
    {
        var set = SpecificCharacterSet.Parse(declaration);
        var some = Gen.OneOf(
            Gen.Byte.Array[0, 60],
            Gen.Char["\u001B\u001B$$(()BCDJA-\\^\u00A4\u00FF0"].Select(c => (byte)c).Array[0, 60]);
        Gen.Select(some, Gen.Enum<VR>()).Sample((bytes, vr) => Assert.True(set.Decode(bytes, vr).Length <= Math.Max(1, bytes.Length * 2)));
    }

    [Theory]
    [MemberData(nameof(Declarations))]
    public void Encode_AnyText_ReportsWhatDoesNotFitAndOnlyThat(string declaration)
    {
        var set = SpecificCharacterSet.Parse(declaration);
        Gen.Select(Gen.String, Gen.Int[0, s_affected.Length - 1]).Sample((text, index) =>
        {
            var vr = s_affected[index];
            var misfits = set.Encode(text, vr, new ArrayBufferWriter<byte>());
            Assert.Equal(misfits.Count == 0, set.CanEncode(text, vr));
            Assert.Equal(misfits.Distinct(), misfits);
            Assert.All(misfits, misfit => Assert.Contains(misfit, text, StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData(@"\ISO 2022 IR 87", VR.PN, "Yamada^Tarou=山田^太郎=やまだ^たろう",
        "59616D6164615E5461726F753D1B24423B3345441B28425E1B244242404F3A1B28423D1B24422464245E24401B28425E1B2442243F246D24261B2842")]
    [InlineData(@"ISO 2022 IR 13\ISO 2022 IR 87", VR.PN, "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
        "D4CFC0DE5EC0DBB33D1B24423B3345441B284A5E1B244242404F3A1B284A3D1B24422464245E24401B284A5E1B2442243F246D24261B284A")]
    [InlineData(@"\ISO 2022 IR 149", VR.PN, "Hong^Gildong=洪^吉洞=홍^길동",
        "486F6E675E47696C646F6E673D1B242943FBF35E1B242943D1CED4D73D1B242943C8AB5E1B242943B1E6B5BF")]
    [InlineData(@"\ISO 2022 IR 58", VR.LO, @"张\张", @"1B242941D5C55C1B242941D5C5")]
    [InlineData(@"\ISO 2022 IR 58", VR.LT, "张\\张\r\n张", "1B242941D5C55CD5C50D0A1B242941D5C5")]
    [InlineData(@"ISO 2022 IR 100\ISO 2022 IR 144", VR.LO, @"éЖé\é", @"E91B2D4CB61B2D41E95CE9")]
    [InlineData(@"\ISO 2022 IR 87", VR.LO, "山 田", "1B24423B331B2842201B244245441B2842")]
    [InlineData("GB18030", VR.LO, "𠀀", "95328236")]
    [InlineData("GBK", VR.PN, "Wang^XiaoDong=王^小东=", "57616E675E5869616F446F6E673DCDF55ED0A1B6AB3D")]
    [InlineData("ISO_IR 13", VR.LT, "¥‾", "5C7E")]
    [InlineData("ISO_IR 166", VR.LO, "นามสกุล", "B9D2C1CAA1D8C5")]
    [Trait("Section", "PS3.5 H, I, J, K")]
    public void Encode_KnownText_GivesTheBytesOfTheStandard(string declaration, VR vr, string text, string bytes)
    {
        var set = SpecificCharacterSet.Parse(declaration);
        var output = new ArrayBufferWriter<byte>();
        Assert.Empty(set.Encode(text, vr, output));
        Assert.Equal(bytes, Convert.ToHexString(output.WrittenSpan));
        Assert.Equal(text, set.Decode(output.WrittenSpan, vr));
    }

    [Theory]
    [InlineData("", "C3A9", VR.LO, "\uFFFD\uFFFD")]
    [InlineData("NONSENSE", "41E9", VR.LO, "A\uFFFD")]
    [InlineData("ISO_IR 192", "41C3", VR.LO, "A\uFFFD")]
    [InlineData("ISO_IR 192", "C3A9", VR.CS, "\uFFFD\uFFFD")]
    [InlineData(@"\ISO 2022 IR 87", "1B", VR.LO, "\uFFFD")]
    [InlineData(@"\ISO 2022 IR 87", "411B24", VR.LO, "A\uFFFD")]
    [InlineData(@"\ISO 2022 IR 87", "1B242A5A41", VR.LO, "\uFFFDA")]
    [InlineData(@"\ISO 2022 IR 87", "1B5A41", VR.LO, "\uFFFDZA")]
    [InlineData(@"\ISO 2022 IR 87", "1B24423B", VR.LO, "\uFFFD")]
    [InlineData(@"\ISO 2022 IR 87", "1B24423B331B284241", VR.LO, "山A")]
    [InlineData(@"\ISO 2022 IR 87", "1B24423B3345440D0A41", VR.LT, "山田\r\nA")]
    [InlineData(@"\ISO 2022 IR 149", "1B242943FB5E41", VR.PN, "\uFFFD^A")]
    [InlineData(@"\ISO 2022 IR 149", "1B242943FBF35EFBF3", VR.PN, "洪^洪")]
    [InlineData("ISO 2022 IR 149", "FBF3", VR.LO, "洪")]
    [InlineData(@"ISO 2022 IR 100\ISO 2022 IR 144", "1B2D4CB65CB6", VR.LO, "Ж\\¶")]
    [InlineData(@"ISO 2022 IR 100\ISO 2022 IR 144", "1B2D4CB65CB6", VR.LT, "Ж\\Ж")]
    [InlineData("ISO_IR 13", "5C", VR.LO, "\\")]
    [InlineData("ISO_IR 100", "80", VR.LO, "\u0080")]
    [Trait("Section", "PS3.5 6.1.2.5")]
    public void Decode_FaultyOrUndeclaredBytes_LosesOnlyThose(string declaration, string bytes, VR vr, string expected) =>
        Assert.Equal(expected, SpecificCharacterSet.Parse(declaration).Decode(Convert.FromHexString(bytes), vr));

    [Fact]
    public void Encode_WhatDoesNotFit_IsNamedOnceAndReplaced()
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Equal(["Ж", "𠀀", "\uD800"], SpecificCharacterSet.Latin1.Encode("éЖaЖ𠀀\uD800", VR.LO, output));
        Assert.Equal("E93F613F3F3F", Convert.ToHexString(output.WrittenSpan));
        Assert.Equal(["\\"], SpecificCharacterSet.Parse("ISO_IR 13").Encode("\\", VR.LT, new ArrayBufferWriter<byte>()));
        Assert.Equal(["¥"], SpecificCharacterSet.Parse("ISO_IR 13").Encode("¥", VR.LO, new ArrayBufferWriter<byte>()));
        Assert.Equal(["\u001B"], SpecificCharacterSet.Parse(@"\ISO 2022 IR 87").Encode("\u001B", VR.LO, new ArrayBufferWriter<byte>()));
        Assert.Equal(["é"], SpecificCharacterSet.Utf8.Encode("é", VR.CS, new ArrayBufferWriter<byte>()));
    }

    [Fact]
    public void ChooseFor_TextThatDoesNotFit_GivesUtf8()
    {
        Assert.Same(SpecificCharacterSet.Latin1, SpecificCharacterSet.Latin1.ChooseFor("Müller", VR.PN));
        Assert.Same(SpecificCharacterSet.Utf8, SpecificCharacterSet.Latin1.ChooseFor("山田", VR.PN));
        Assert.Same(SpecificCharacterSet.Default, SpecificCharacterSet.Default.ChooseFor("Doe^John", VR.PN));
    }

    [Fact]
    [Trait("Section", "PS3.5 6.1.2.3")]
    public void Encode_WaveDashUnderEitherName_GivesTheOneOfJisX0208()
    {
        var set = SpecificCharacterSet.Parse(@"\ISO 2022 IR 87");
        foreach (var dash in new[] { "\u301C", "\uFF5E" })
        {
            var output = new ArrayBufferWriter<byte>();
            Assert.Empty(set.Encode(dash, VR.LO, output));
            Assert.Equal("1B244221411B2842", Convert.ToHexString(output.WrittenSpan));
        }
    }

    // JIS X 0208 has some characters under two names: either is written, one is read.
    private static string Fold(string text) => text.Replace('\u301C', '\uFF5E').Replace('\u2016', '\u2225').Replace('\u2212', '\uFF0D')
        .Replace('\u2014', '\u2015').Replace('\u00A2', '\uFFE0').Replace('\u00A3', '\uFFE1').Replace('\u00AC', '\uFFE2');

    private static void AssertRoundTrip(SpecificCharacterSet set, string text, VR vr)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Empty(set.Encode(text, vr, output));
        var decoded = set.Decode(output.WrittenSpan, vr);
        if (decoded != text)
            Assert.Equal(Fold(text), Fold(decoded));
    }

    // The declaration decides how text is read, and must not be read as text is.
    [Theory]
    [InlineData(VR.LO)]
    [InlineData(VR.PN)]
    [InlineData(VR.UC)]
    [InlineData(VR.UT)]
    [InlineData(VR.UN)]
    [InlineData(VR.SQ)]
    public void CharacterSet_DeclaredWithAnotherVR_ReadsText(VR vr)
    {
        foreach (var term in new[] { "ISO 2022 IR 6\\ISO 2022 IR 87", "ISO_IR 192", "\u001B~\\", "\u00FF\u00FE" })
        {
            byte[] declaration = System.Text.Encoding.Latin1.GetBytes(term);
            var length = (byte)declaration.Length;
            byte[] header = vr.HasLongLength ? [8, 0, 5, 0, (byte)vr.Name[0], (byte)vr.Name[1], 0, 0, length, 0, 0, 0] : [8, 0, 5, 0, (byte)vr.Name[0], (byte)vr.Name[1], length, 0];
            byte[] bytes = [.. header, .. declaration, 0x10, 0, 0x10, 0, (byte)'P', (byte)'N', 4, 0, 0xC3, 0xA4, (byte)'\\', (byte)'b'];
            var read = Read(bytes);
            if (read is null)
                continue;
            Assert.NotNull(read.CharacterSet);
            Assert.NotNull(read.GetString(Tags.PatientName));
            Assert.NotEmpty(read.ToBytes(TransferSyntax.ExplicitVRLittleEndian));
        }

        static DicomDataSet? Read(byte[] bytes)
        {
            try
            {
                return DicomDataSet.Parse(bytes, TransferSyntax.ExplicitVRLittleEndian);
            }
            catch (DicomFormatException)
            {
                // A sequence that is none.
                return null;
            }
        }
    }
}
