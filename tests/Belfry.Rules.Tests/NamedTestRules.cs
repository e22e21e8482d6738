using System.Text.RegularExpressions;
using Xunit;

namespace Belfry.Rules.Tests;

/// <summary>Pages say by which tests something is shown: those tests are there.</summary>
public sealed partial class NamedTestRules
{
    [Fact]
    public void Pages_TestsThatTheyName_Exist()
    {
        var repository = Repository.Current;
        var pages = Directory.EnumerateFiles(Path.Combine(repository.Root, "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Combine(repository.Root, "SECURITY.md"));
        var sources = repository.CSharpFiles.Where(static file => file.Path.StartsWith("tests/", StringComparison.Ordinal) || file.Path.StartsWith("fuzz/", StringComparison.Ordinal))
            .Select(static file => file.Text).ToList();
        var missing = pages.SelectMany(page => Named().Matches(File.ReadAllText(page))
            .Where(match => !sources.Exists(source => IsIn(source, match.Groups[1].Value, match.Groups[2].Value)))
            .Select(match => $"{Path.GetRelativePath(repository.Root, page)}: {match.Value}"));
        Assert.Empty(missing.Distinct());
    }

    [Theory]
    [InlineData("docs/faults.md", 10)]
    [InlineData("docs/attacks.md", 15)]
    public void Rows_All_NameATest(string page, int least)
    {
        var rows = Repository.Current.ReadText(page).Split('\n').Where(static line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).ToList();
        Assert.True(rows.Count >= least, $"{page} has {rows.Count} rows.");
        Assert.All(rows, static row => Assert.Matches(Named(), row.TrimEnd('|', ' ', '\r').Split('|')[^1]));
    }

    private static bool IsIn(string source, string type, string method) =>
        Regex.IsMatch(source, $@"class {type}\b") && (method.Length == 0 || source.Contains($" {method}(", StringComparison.Ordinal));

    [GeneratedRegex(@"`([A-Z][A-Za-z0-9]*(?:Tests|Attacks|Target))(?:\.(\w+))?`")]
    private static partial Regex Named();
}
