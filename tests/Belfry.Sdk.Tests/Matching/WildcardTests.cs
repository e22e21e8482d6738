using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Xunit;

namespace Belfry.Sdk.Tests;

public sealed class WildcardTests
{
    private static readonly Gen<string> s_texts = Gen.String[Gen.Char["abAé\\"], 0, 12];
    private static readonly Gen<string> s_patterns = Gen.String[Gen.Char["ab*?é"], 1, 10];

    [Fact]
    [Trait("Section", "PS3.4 C.2.2.2.4")]
    public void IsMatch_AnyPatternAndText_AgreesWithRegularExpression() =>
        Gen.Select(s_patterns, s_texts).Sample(
            static (pattern, text) => new Wildcard(pattern).IsMatch(text) == ToRegex(pattern).IsMatch(text), iter: 20_000);

    [Fact]
    public void IsMatch_PatternLongerThanOneWord_AgreesWithRegularExpression() =>
        Gen.Select(s_patterns.Array[12, 30], s_texts.Array[12, 60]).Sample(
            static (patterns, texts) =>
            {
                var pattern = string.Concat(patterns);
                var text = string.Concat(texts);
                return new Wildcard(pattern).IsMatch(text) == ToRegex(pattern).IsMatch(text);
            },
            iter: 300);

    [Fact]
    public void IsMatch_TextMadeFromPattern_Matches() =>
        Gen.Select(s_patterns.Array[1, 20], s_texts).Sample(
            static (patterns, filler) =>
            {
                var pattern = string.Concat(patterns);
                return new Wildcard(pattern).IsMatch(pattern.Replace("*", filler, StringComparison.Ordinal).Replace('?', 'x'));
            },
            iter: 2_000);

    [Theory]
    [InlineData("?", "𝒳", true)]
    [InlineData("??", "𝒳", false)]
    [InlineData("*𝒳?", "a𝒳é", true)]
    public void IsMatch_CharacterOfTwoUnits_IsOneCharacter(string pattern, string text, bool expected) =>
        Assert.Equal(expected, new Wildcard(pattern).IsMatch(text));

    // Every position of the text could begin every part of the pattern: a matcher that steps back never ends here.
    [Fact]
    public void IsMatch_HostilePattern_IsOnePass()
    {
        var pattern = string.Concat(Enumerable.Repeat("*a?a", 500)) + "b";
        Assert.False(new Wildcard(pattern).IsMatch(new string('a', 100_000)));
    }

    private static Regex ToRegex(string pattern)
    {
        var text = new StringBuilder(@"\A");
        foreach (var c in pattern)
            text.Append(c switch { '*' => ".*", '?' => ".", _ => Regex.Escape(c.ToString()) });
        return new Regex(text.Append(@"\z").ToString(), RegexOptions.Singleline | RegexOptions.NonBacktracking);
    }
}
