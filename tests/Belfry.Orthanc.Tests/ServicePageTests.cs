using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Orthanc.Tests;

/// <summary>docs/sdk/services.md says of each service what the program does with it.</summary>
public sealed class ServicePageTests
{
    private static readonly string[] s_page = ServiceFacts.ReadText("docs", "sdk", "services.md").Split('\n');

    [Fact]
    public void Services_All_AreServedOrBelongToAnArea()
    {
        Assert.Equal(195, ServiceFacts.All.Count);
        Assert.All(ServiceFacts.All, s => Assert.True(s.IsServed == s.Area is null, $"{s.Code} {s.Name}"));
    }

    [Fact]
    public void Page_Rows_AreTheServicesAndWhatBecomesOfThem()
    {
        var rows = s_page.Where(line => line.Length > 3 && line.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(line[2]));
        Assert.Equal(
            ServiceFacts.All.Select(s => $"| {s.Code} | {s.Name} | {(s.IsServed ? "served" : $"not yet: {s.Area?.Name}")} |"), rows);
    }

    [Fact]
    public void Page_Areas_AreThoseOfTheProgram()
    {
        foreach (var area in ServiceFacts.Unserved.Select(s => s.Area).OfType<Abi.UnservedArea>().Distinct())
            Assert.Contains(s_page, line => line.StartsWith($"| {area.Name} | {area.Consequence ?? "–"} | ", StringComparison.Ordinal));
    }
}
