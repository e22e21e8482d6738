using Xunit;

namespace Belfry.Sdk.Tests;

public sealed class RestRouteTests
{
    [Theory]
    [InlineData("/a/{b}/c/{d}", "/a/1/c/2", "1|2")]
    [InlineData("/a/{b}", "/a/1/2", null)]
    [InlineData("/a/{b}", "/a/", null)]
    [InlineData("/a.b", "/axb", null)]
    [InlineData("/", "/", "")]
    public void Map_Template_MatchesWholeSegments(string template, string path, string? groups) =>
        Assert.Equal(groups, Match(RestRoute.Map(RestVerb.Get, template, Nothing), path));

    [Theory]
    [InlineData("/(a|b)/(.*)", "/b/c/d", "b|c/d")]
    [InlineData("/(a)?/b", "//b", "")]
    [InlineData("/a", "/ab", null)]
    [InlineData("/a|/b", "/b", "")]
    [InlineData("/(x)(?=y)y", "/xy", "x")]
    public void Matching_Expression_IsOverTheWholePath(string expression, string path, string? groups) =>
        Assert.Equal(groups, Match(RestRoute.Matching(RestVerb.Get, expression, Nothing), path));

    [Fact]
    public void Matching_ExpressionThatBacktracksForEver_DoesNotMatch() =>
        Assert.Null(Match(RestRoute.Matching(RestVerb.Get, "/(?=x)(x+x+)+y", Nothing), "/" + new string('x', 200)));

    [Theory]
    [InlineData("a")]
    [InlineData("/a{b}")]
    [InlineData("/{}")]
    public void Map_NoTemplate_IsRefused(string template) => Assert.Throws<ArgumentException>(() => RestRoute.Map(RestVerb.Get, template, Nothing));

    private static Task Nothing(RestRequest request, IRestResponse response, CancellationToken cancellation) => Task.CompletedTask;

    private static string? Match(RestRoute route, string path) => route.TryMatch(path, out var groups) ? string.Join('|', groups) : null;
}
