using Xunit;

namespace Belfry.Dicom.Tests.Text;

public sealed class CharacterSetTermTests
{
    [Fact]
    [Trait("Section", "PS3.3 C.12.1.1.2")]
    public void For_EveryDefinedTerm_IsSupportedUnderItsName()
    {
        foreach (var row in RepositoryTables.Read("character-sets.tsv"))
        {
            var term = row["defined_term"] == "(empty)" ? "" : row["defined_term"];
            var set = SpecificCharacterSet.For([term]);
            Assert.True(set.IsSupported, term);
            Assert.Equal(term is "ISO 2022 IR 6" ? "" : term, set.ToString());
            Assert.Same(set, SpecificCharacterSet.For([term]));
            Assert.Equal(set, SpecificCharacterSet.Parse(term));
        }
    }

    [Fact]
    public void For_EverySpellingSeenInTheWild_IsUnderstood()
    {
        foreach (var row in RepositoryTables.Read("character-set-aliases.tsv").Where(row => row["treat_as"].Contains("ISO") || row["treat_as"] is "(empty)" or "GBK"))
        {
            var seen = row["seen_in_the_wild"].Replace(" (alone)", "").Replace(" with other values", @"\ISO 2022 IR 87");
            var expected = row["treat_as"] == "(empty)" ? "" : row["treat_as"];
            Assert.Equal(expected, SpecificCharacterSet.Parse(seen).ToString());
            Assert.Equal(expected, SpecificCharacterSet.Parse(seen.ToLowerInvariant() + "\0 ").ToString());
        }
    }

    [Theory]
    [InlineData(@"\ISO 2022 IR 87", @"\ISO 2022 IR 87", true)]
    [InlineData(@"ISO 2022 IR 6\ISO 2022 IR 87", @"\ISO 2022 IR 87", true)]
    [InlineData(@"ISO_IR 100\ISO 2022 IR 144", @"ISO 2022 IR 100\ISO 2022 IR 144", true)]
    [InlineData(@"ISO 2022 IR 100", "ISO 2022 IR 100", true)]
    [InlineData(@"ISO_IR 13", "ISO_IR 13", true)]
    [InlineData(@"GB18030\ISO_IR 100", "GB18030", true)]
    [InlineData(@"\", "", true)]
    [InlineData(@"ISO_IR 999", "ISO_IR 999", false)]
    [InlineData(@"ISO_IR 100\NONSENSE", @"ISO 2022 IR 100\NONSENSE", false)]
    [InlineData(@"A very long text that no one ever meant to be a term", "A very long text that no one ever meant to be a term", false)]
    public void Parse_SeveralOrUnknownTerms_AreNamedAndJudged(string declared, string expected, bool isSupported)
    {
        var set = SpecificCharacterSet.Parse(declared);
        Assert.Equal((expected, isSupported), (set.ToString(), set.IsSupported));
    }

    [Fact]
    public void WellKnownSets_AreTheOnesOfTheirTerms()
    {
        Assert.Same(SpecificCharacterSet.Default, SpecificCharacterSet.For([]));
        Assert.Same(SpecificCharacterSet.Utf8, SpecificCharacterSet.For(["ISO_IR 192"]));
        Assert.Same(SpecificCharacterSet.Latin1, SpecificCharacterSet.For(["ISO_IR 100"]));
        Assert.Empty(SpecificCharacterSet.Default.DefinedTerms);
        Assert.True(SpecificCharacterSet.Utf8.IsAsciiTransparent);
        Assert.True(SpecificCharacterSet.Latin1.IsAsciiTransparent);
        Assert.False(SpecificCharacterSet.Parse("GB18030").IsAsciiTransparent);
        Assert.False(SpecificCharacterSet.Parse("ISO_IR 13").IsAsciiTransparent);
        Assert.False(SpecificCharacterSet.Parse(@"\ISO 2022 IR 87").IsAsciiTransparent);
    }
}
