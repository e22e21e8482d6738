using Xunit;

namespace Belfry.Rules.Tests;

/// <summary>The tree obeys its rules.</summary>
public sealed class RepositoryTests
{
    private const string Own = "tests/Belfry.Rules.Tests/";

    [Fact]
    public void Projects_References_FollowTheTable() => AssertNone(Repository.Current.Projects.SelectMany(ProjectRules.CheckReferences));

    [Fact]
    public void Projects_Packages_AreTheAllowedOnes() => AssertNone(Repository.Current.Projects.SelectMany(ProjectRules.CheckPackages));

    [Fact]
    public void Projects_Packable_AreWholeAndListed() =>
        AssertNone(PackageRules.Check([.. Repository.Current.Projects], Repository.Current.ReadText("Belfry.Packages.slnf")));

    [Fact]
    public void Packages_WhatIsPublic_IsWrittenDown() => AssertNone(PackageRules.CheckPublicApi(
        Repository.Current.Projects, path => File.Exists(Path.Combine(Repository.Current.Root, path)), Repository.Current.ReadText("Directory.Build.targets")));

    [Fact]
    public void Template_Packages_HaveTheVersionsOfTheRepository()
    {
        const string content = "templates/Belfry.Templates/content/belfry-plugin/";
        AssertNone(((string[])["BelfryPlugin1.csproj", "tests/BelfryPlugin1.Tests.csproj"]).SelectMany(
            file => PackageRules.CheckTemplate(Repository.Current.ReadText(content + file), Repository.Current.ReadText("Directory.Packages.props"))));
    }

    [Fact]
    public void Projects_All_AreInTheSolution() =>
        AssertNone(ProjectRules.CheckSolution(Repository.Current.Projects.Select(p => p.Path), Repository.Current.SolutionProjects));

    [Fact]
    public void Files_Length_IsWithinTheLimit() => AssertNone(Repository.Current.CSharpFiles.SelectMany(SourceRules.CheckLength));

    [Fact]
    public void Files_PublicTypes_AreOnePerFileOrASmallFamily() => AssertNone(Repository.Current.CSharpFiles.SelectMany(SourceRules.CheckTypes));

    [Fact]
    public void Names_OfFoldersAndTypes_SaySomething() =>
        AssertNone(Repository.Current.CSharpFiles.Where(IsNotOwn).SelectMany(SourceRules.CheckNames));

    [Fact]
    public void Namespaces_All_BelongToTheirProject() => AssertNone(Repository.Current.CSharpFiles.SelectMany(SourceRules.CheckNamespace));

    [Fact]
    public void Text_Forbidden_IsNowhere() => AssertNone(Repository.Current.AllCode.Where(IsNotOwn).SelectMany(SourceRules.CheckForbiddenText));

    [Fact]
    public void Decisions_All_HaveANumberOfTheirOwnAndFourParts() => AssertNone(
        DecisionRules.Check([.. Repository.Current.Read("docs/decisions", "*.md")
            .Where(path => !path.EndsWith("README.md", StringComparison.Ordinal))
            .Select(path => new SourceFile(path, Repository.Current.ReadText(path)))]));

    [Fact]
    public void Platforms_WhatDependsOnTheSystem_IsGuardedAndExplained() =>
        AssertNone(PlatformRules.Check([.. Repository.Current.CSharpFiles], Repository.Current.ReadText("docs/platforms.md")));

    private static bool IsNotOwn(SourceFile file) => !file.Path.StartsWith(Own, StringComparison.Ordinal);

    private static void AssertNone(IEnumerable<string> violations)
    {
        var all = violations.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
