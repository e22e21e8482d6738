using Belfry.Dicom;
using Xunit;

namespace Belfry.Sdk.Tests;

[Trait("Section", "PS3.4 C.2.2.2.1.1")]
public sealed class FuzzyNameTests
{
    private static readonly MatchingPolicy s_fuzzy = MatchingPolicy.Baseline with { PersonNames = PersonNameMatching.Fuzzy };

    [Theory]
    [InlineData("MULLER", "Müller^Jürgen", true)]
    [InlineData("jurgen muller", "Müller^Jürgen", true)]
    [InlineData("mul^jur", "Müller^Jürgen", true)]
    [InlineData("m*er", "Müller^Jürgen", true)]
    [InlineData("muller hans", "Müller^Jürgen", false)]
    [InlineData("uller", "Müller^Jürgen", false)]
    [InlineData("太郎", "Yamada^Tarou=山田^太郎=やまだ^たろう", true)]
    [InlineData("muller", "", false)]
    public void IsMatch_WordsOfTheKey_BeginWordsOfTheName(string key, string name, bool expected)
    {
        var matcher = DataSetMatcher.Compile(Names(key), s_fuzzy);

        Assert.Equal(expected, matcher.IsMatch(Names(name)));
    }

    private static DicomDataSet Names(string name)
    {
        var dataSet = new DicomDataSet { { Tags.SpecificCharacterSet, "ISO_IR 192" } };
        dataSet.Set(Tags.PatientName, name);
        return dataSet;
    }
}
