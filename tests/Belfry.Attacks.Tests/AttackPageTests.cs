using System.Reflection;
using System.Text.RegularExpressions;
using Belfry.TestKit;

namespace Belfry.Attacks.Tests;

/// <summary>docs/attacks.md has a row for each class of attacks.</summary>
public sealed partial class AttackPageTests
{
    private static readonly string _root = Path.Combine(TestData.Path(), "..", "..");

    [Fact]
    public void Page_EachClassOfAttacks_HasARowWithItsGroup()
    {
        var rows = Rows();
        Assert.Equal(Enumerable.Range(1, 15), rows.Keys.Order());
        foreach (var type in typeof(AttackPageTests).Assembly.GetTypes())
        {
            if (type.GetCustomAttribute<AttackAttribute>() is { } attack)
                Assert.Contains($"`{type.Name}`", rows[attack.Number], StringComparison.Ordinal);
        }
    }

    private static Dictionary<int, string> Rows() => File.ReadAllLines(Path.Combine(_root, "docs", "attacks.md"))
        .Select(static line => Row().Match(line)).Where(static match => match.Success).ToDictionary(static match => int.Parse(match.Groups[1].Value, null), static match => match.Value);

    [GeneratedRegex(@"^\| ([0-9]+) \|.*")]
    private static partial Regex Row();
}
