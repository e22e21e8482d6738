using System.Text;
using Belfry.Sdk;
using Xunit;

namespace Belfry.Archive.Tests;

/// <summary>What the columns of names rely on.</summary>
public sealed class FoldingTests
{
    [Fact]
    public void TryFold_EachLetterOfTheBasicPlane_IsFoldedAsItsCapitalOrCalledDisputed()
    {
        List<string> wrong = [];
        for (var c = '\u0020'; c < '\uFFFE'; c++)
        {
            if (char.IsSurrogate(c) || !SearchText.TryFold($"A{c}", out var folded))
                continue;
            if (!SearchText.TryFold($"A{char.ToUpperInvariant(c)}", out var capital) || folded != capital)
                wrong.Add($"{(int)c:X4}");
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void TryFold_ALetter_BecomesNoDelimiterNorWildcard()
    {
        List<string> wrong = [];
        for (var c = '\u0020'; c < '\uFFFE'; c++)
        {
            if (char.IsSurrogate(c) || "*?^=\\, ".Contains(c))
                continue;
            if (NameFolding.Fold($"{c}", PersonNameMatching.CaseAndAccentInsensitive).AsSpan().ContainsAny("*?^=\\, "))
                wrong.Add($"{(int)c:X4}");
        }

        Assert.Empty(wrong);
    }

    // What SQLite's NOCASE and LIKE rely on: a sign of ASCII is never the same as another, and what a pattern keeps has no other case.
    [Fact]
    public void Fold_EachSign_StaysWithinAsciiOrOutside()
    {
        List<string> wrong = [];
        var kept = new Dictionary<string, int>();
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            if (!Rune.TryCreate(value, out var rune))
                continue;
            var folded = NameFolding.Fold(rune.ToString(), PersonNameMatching.CaseInsensitive);
            var isOne = Rune.TryGetRuneAt(folded, 0, out var one) && one.Utf16SequenceLength == folded.Length;
            var isKept = !rune.IsAscii && LikePattern.IsFoldedByDatabase(rune.ToString());
            if (!isOne || one.IsAscii != rune.IsAscii || (isKept && one != rune))
                wrong.Add($"{value:X4}");
            if (!rune.IsAscii && !kept.TryAdd(folded, isKept ? 1 : 0) && (isKept || kept[folded] == 1))
                wrong.Add($"{value:X4}");
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("\U00010428")]
    [InlineData("A^\u0301")]
    [InlineData("\u0301A")]
    [InlineData("A\0B")]
    public void Names_WhatPoliciesDisputeOrTheDatabaseCannotHold_IsOdd(string name) => Assert.Equal([SearchText.Odd], SearchText.Names(name));

    [Fact]
    public void Names_HalfACharacter_IsOdd() => Assert.Equal([SearchText.Odd], SearchText.Names("A" + '\uD800'));

    [Theory]
    [InlineData("Müller^Jörg", new[] { "MULLER^JORG" })]
    [InlineData("Yamada^Tarou=山田^太郎^^", new[] { "YAMADA^TAROU=山田^太郎^^", "YAMADA^TAROU", "山田^太郎" })]
    [InlineData("A^B\\C^D^", new[] { "A^B", "C^D^", "C^D" })]
    [InlineData("\U00020BB7野^家", new[] { "\U00020BB7野^家" })]
    [InlineData("", new string[0])]
    public void Names_AName_IsTheWholeAndItsGroups(string name, string[] rows) => Assert.Equal(rows.Order(), SearchText.Names(name).Order());

    [Theory]
    [InlineData(null, null)]
    [InlineData("  ", null)]
    [InlineData(" a b ", "a b")]
    [InlineData("a\\b", SearchText.Odd)]
    [InlineData("a\0b", SearchText.Odd)]
    public void Exact_AText_IsWithoutPadding(string? text, string? column) => Assert.Equal(column, SearchText.Exact(text));

    [Theory]
    [InlineData("20260102", 20260102L)]
    [InlineData("2026.01.02", 20260102L)]
    [InlineData("20260102\\20260103", SearchText.OddNumber)]
    [InlineData("yesterday", null)]
    [InlineData(null, null)]
    public void Date_AText_IsANumber(string? text, long? column) => Assert.Equal(column, SearchText.Date(text));

    [Theory]
    [InlineData("0102", 3_720_000_000L)]
    [InlineData("010203.5", 3_723_500_000L)]
    [InlineData("01\\02", SearchText.OddNumber)]
    [InlineData("25", null)]
    public void Time_AText_IsANumber(string? text, long? column) => Assert.Equal(column, SearchText.Time(text));
}
