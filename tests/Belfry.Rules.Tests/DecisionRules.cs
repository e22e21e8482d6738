using System.Text.RegularExpressions;

namespace Belfry.Rules.Tests;

/// <summary>Pages under docs/decisions: a number each, and context, decision, price.</summary>
internal static partial class DecisionRules
{
    private static readonly string[] _parts = ["**Context.**", "**Decision.**", "**Price.**"];

    public static IEnumerable<string> Check(IReadOnlyList<SourceFile> pages)
    {
        foreach (var page in pages)
        {
            if (!Name().IsMatch(page.FileName))
                yield return $"{page.Path} is not named NNNN-title.md.";
            else if (!page.Text.StartsWith($"# {page.FileName[..4]} ", StringComparison.Ordinal))
                yield return $"{page.Path} does not begin with its number.";
            foreach (var part in _parts.Where(part => !page.Text.Contains(part, StringComparison.Ordinal)))
                yield return $"{page.Path} has no paragraph {part}";
        }

        foreach (var group in pages.GroupBy(page => page.FileName.Split('-')[0]).Where(group => group.Count() > 1))
            yield return $"The number {group.Key} is used by {string.Join(", ", group.Select(page => page.Path))}.";
    }

    [GeneratedRegex(@"^\d{4}-[a-z0-9-]+$")]
    private static partial Regex Name();
}
