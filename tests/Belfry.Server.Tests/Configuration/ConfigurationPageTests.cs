using System.Text.RegularExpressions;
using Belfry.Server.Configuration;
using Belfry.TestKit;

namespace Belfry.Server.Tests.Configuration;

/// <summary>docs/configuration.md against the keys that the code asks for.</summary>
public sealed partial class ConfigurationPageTests
{
    private static readonly string[] _sections = ["Belfry", "Worklists", "Belfry.Telemetry", "Belfry.Audit"];

    [Fact]
    public void Page_EveryKeyThatIsRead_IsOnIt()
    {
        var named = NamesOnPage();
        Assert.DoesNotContain(ServerConfigurationReader.FindKeys().Except(_sections), key => !named.Contains(key) && !named.Contains(LastOf(key)) && !named.Contains(WithoutSection(key)));
    }

    [Fact]
    public void Page_EveryKeyWithoutEffect_IsOnIt() =>
        Assert.Empty(KnownKeys.WithoutEffect.Concat(KnownKeys.WorklistsWithoutEffect).Except(NamesOnPage()));

    [Fact]
    public void Page_EveryKeyOfATable_IsRead()
    {
        var read = ServerConfigurationReader.FindKeys().Select(LastOf).ToHashSet();
        var rows = Page().Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).SelectMany(line => Name().Matches(line.Split('|')[1]));
        Assert.DoesNotContain(rows.Select(match => LastOf(match.Groups[1].Value)), key => !read.Contains(key));
    }

    private static string Page() => File.ReadAllText(Path.Combine(TestData.Path(), "..", "..", "docs", "configuration.md"));

    private static HashSet<string> NamesOnPage() => [.. Name().Matches(Page()).Select(match => match.Groups[1].Value)];

    // The page has our own keys in a chapter of their own.
    private static string WithoutSection(string key) => key.StartsWith("Belfry.", StringComparison.Ordinal) ? key["Belfry.".Length..] : key;

    private static string LastOf(string key) => key[(key.LastIndexOf('.') + 1)..];

    [GeneratedRegex("`([A-Za-z0-9.]+)`")]
    private static partial Regex Name();
}
