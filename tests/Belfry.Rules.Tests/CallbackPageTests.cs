using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Belfry.Rules.Tests;

/// <summary>docs/sdk/dicom-callbacks.md has a row for each name of the interface's DICOM callbacks, and each test that it names exists.</summary>
public sealed partial class CallbackPageTests
{
    private const string Page = "docs/sdk/dicom-callbacks.md";

    private static readonly string s_text = Repository.Current.ReadText(Page);

    private static readonly string[][] s_rows =
    [
        .. s_text.Split('\n').Where(static line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(static line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]),
    ];

    [Fact]
    public void Rows_Names_AreThoseOfTheInterface()
    {
        using var facts = JsonDocument.Parse(Repository.Current.ReadText("eng/abi/orthanc-plugin-abi-1.12.11.json"));
        var names = facts.RootElement.GetProperty("seedGroup").EnumerateObject()
            .SelectMany(static list => list.Value.EnumerateArray())
            .Select(static one => one.GetProperty("name").GetString()!["OrthancPlugin".Length..]).Order().ToList();
        Assert.Equal(43, names.Count);
        Assert.Equal(names, s_rows.Select(static row => row[0].Trim('`')).Order());
    }

    [Fact]
    public void Cells_All_HoldATestOrAReason() => Assert.All(s_rows, static row =>
    {
        Assert.Equal(6, row.Length);
        Assert.NotEqual("", row[1]);
        Assert.All(row[2..], static cell => Assert.Matches(Named(), cell));
    });

    [Fact]
    public void Tests_Named_Exist()
    {
        var sources = Sources();
        Assert.All(Named().Matches(s_text).Select(static match => (Class: match.Groups[1].Value, Method: match.Groups[2].Value)).Distinct(), test =>
            Assert.Contains(sources, source => source.Contains($"class {test.Class}", StringComparison.Ordinal)
                && Regex.IsMatch(source, $@"public (?:static )?(?:async )?(?:Task|void) {test.Method}\(")));
    }

    [Fact]
    public void Tests_OfTheColumnIsolated_RunWithProcessesForPlugins()
    {
        var project = Repository.Current.ReadText("tests/Belfry.Isolation.Tests/Belfry.Isolation.Tests.csproj");
        var shared = Shared().Matches(project).Select(static match => Repository.Current.ReadText($"tests/Belfry.Orthanc.Tests/{match.Groups[1].Value}.cs")).ToList();
        Assert.All(s_rows.SelectMany(static row => Named().Matches(row[3])), test =>
            Assert.Contains(shared, source => source.Contains($"class {test.Groups[1].Value}", StringComparison.Ordinal)
                && source.Contains($" {test.Groups[2].Value}(", StringComparison.Ordinal)));
    }

    [Fact]
    public void Tests_NamedByThePageOfDifferences_Exist()
    {
        var sources = Sources();
        var names = Method().Matches(Repository.Current.ReadText("docs/sdk/native-differences.md")).Select(static match => match.Groups[1].Value);
        Assert.All(names, name => Assert.Contains(sources, source => source.Contains($" {name}(", StringComparison.Ordinal)));
    }

    private static List<string> Sources() =>
        [.. Repository.Current.CSharpFiles.Where(static file => file.Path.StartsWith("tests/", StringComparison.Ordinal)).Select(static file => file.Text)];

    [GeneratedRegex(@"Orthanc\.Tests/(\w+)\.cs"" LinkBase=""InProcessTests""")]
    private static partial Regex Shared();

    [GeneratedRegex(@"`([A-Z]\w+_\w+_\w+)`")]
    private static partial Regex Method();

    [GeneratedRegex(@"`(\w+Tests)\.(\w+)`")]
    private static partial Regex Named();
}
