using Xunit;

namespace Belfry.Rules.Tests;

/// <summary>Every rule is able to fail, and lets the good case pass.</summary>
public sealed class RuleTests
{
    [Theory]
    [InlineData("src/Belfry.Dicom/Belfry.Dicom.csproj", "Belfry.Sdk", true)]
    [InlineData("src/Belfry.Sdk/Belfry.Sdk.csproj", "Belfry.Network", true)]
    [InlineData("src/Belfry.Network/Belfry.Network.csproj", "Belfry.Sdk", true)]
    [InlineData("src/Belfry.Worklists/Belfry.Worklists.csproj", "Belfry.Services", true)]
    [InlineData("src/Belfry.Orthanc/Belfry.Orthanc.csproj", "Belfry.Network", true)]
    [InlineData("src/Belfry.Unknown/Belfry.Unknown.csproj", "Belfry.Dicom", true)]
    [InlineData("src/Belfry.Cli/Belfry.Cli.csproj", "Belfry.Server", true)]
    [InlineData("bench/Belfry.Bench/Belfry.Bench.csproj", "Belfry.Server", true)]
    [InlineData("src/Belfry.Worklists/Belfry.Worklists.csproj", "Belfry.Sdk", false)]
    [InlineData("src/Belfry.Worklists/Belfry.Worklists.csproj", "Belfry.Dicom", false)]
    [InlineData("src/Belfry.Services/Belfry.Services.csproj", "Belfry.Dicom", false)]
    [InlineData("src/Belfry.Server/Belfry.Server.csproj", "Belfry.Orthanc", false)]
    [InlineData("tests/Belfry.Server.Tests/Belfry.Server.Tests.csproj", "Belfry.Server", false)]
    public void CheckReferences_AProjectUsesAnother_IsJudgedByTheTable(string path, string reference, bool forbidden)
    {
        var project = ProjectFile.Parse(path, $"""<Project><ItemGroup><ProjectReference Include="..\{reference}\{reference}.csproj" /></ItemGroup></Project>""");
        Assert.Equal(forbidden, ProjectRules.CheckReferences(project).Any());
    }

    [Theory]
    [InlineData("src/Belfry.Dicom/Belfry.Dicom.csproj", "Microsoft.Extensions.Logging.Abstractions", true)]
    [InlineData("src/Belfry.Network/Belfry.Network.csproj", "Newtonsoft.Json", true)]
    [InlineData("src/Belfry.Network/Belfry.Network.csproj", "Microsoft.Extensions.Logging.Abstractions", false)]
    [InlineData("src/Belfry.Cli/Belfry.Cli.csproj", "System.CommandLine", false)]
    [InlineData("tests/Belfry.Dicom.Tests/Belfry.Dicom.Tests.csproj", "CsCheck", false)]
    public void CheckPackages_AProjectTakesAPackage_IsJudgedByTheTable(string path, string package, bool forbidden)
    {
        var project = ProjectFile.Parse(path, $"""<Project><ItemGroup><PackageReference Include="{package}" /></ItemGroup></Project>""");
        Assert.Equal(forbidden, ProjectRules.CheckPackages(project).Any());
    }

    [Fact]
    public void CheckPackages_VersionInAProject_IsFound()
    {
        var project = ProjectFile.Parse("tests/T/T.csproj", """<Project><ItemGroup><PackageReference Include="CsCheck" Version="1" /></ItemGroup></Project>""");
        Assert.NotEmpty(ProjectRules.CheckPackages(project));
    }

    [Theory]
    [InlineData(true, "src/A/A.csproj", false)]
    [InlineData(true, "src/B/B.csproj", true)]
    [InlineData(false, "src/A/A.csproj", true)]
    public void CheckPackages_ListAndProjects_MustAgree(bool packable, string listed, bool forbidden)
    {
        var project = ProjectFile.Parse("src/A/A.csproj", $"<Project><PropertyGroup><IsPackable>{(packable ? "true" : "false")}</IsPackable></PropertyGroup></Project>");
        Assert.Equal(forbidden, PackageRules.Check([project], $$"""{ "solution" : { "projects" : [ "{{listed}}" ] } }""").Any());
    }

    [Theory]
    [InlineData("PublicAPI.Shipped.txt PublicAPI.Unshipped.txt", "Microsoft.CodeAnalysis.PublicApiAnalyzers", false)]
    [InlineData("PublicAPI.Shipped.txt", "Microsoft.CodeAnalysis.PublicApiAnalyzers", true)]
    [InlineData("PublicAPI.Shipped.txt PublicAPI.Unshipped.txt", "Another", true)]
    public void CheckPublicApi_FilesAndAnalyzer_AreNeeded(string files, string analyzer, bool forbidden)
    {
        var project = ProjectFile.Parse("src/A/A.csproj", "<Project><PropertyGroup><IsPackable>true</IsPackable></PropertyGroup></Project>");
        Assert.Equal(forbidden, PackageRules.CheckPublicApi(
            [project], path => files.Split(' ').Contains(path["src/A/".Length..]), $"<PackageReference Include=\"{analyzer}\" />").Any());
    }

    [Theory]
    [InlineData("xunit.v3", "1.0", false)]
    [InlineData("xunit.v3", "2.0", true)]
    [InlineData("Belfry.Sdk", "0.1.0", true)]
    [InlineData("Belfry.Sdk", "BELFRY_VERSION", false)]
    public void CheckTemplate_AVersion_IsJudgedByTheRepository(string package, string version, bool forbidden) => Assert.Equal(
        forbidden,
        PackageRules.CheckTemplate(
            $"""<Project><PackageReference Include="{package}" Version="{version}" /></Project>""",
            """<Project><PackageVersion Include="xunit.v3" Version="1.0" /></Project>""").Any());

    [Fact]
    public void CheckSolution_AProjectOnOneSideOnly_IsFound()
    {
        Assert.Equal(2, ProjectRules.CheckSolution(["src/A/A.csproj", "src/B/B.csproj"], ["src/B/B.csproj", "src/C/C.csproj"]).Count());
        Assert.Empty(ProjectRules.CheckSolution(["src/A/A.csproj"], ["src/A/A.csproj"]));
    }

    [Theory]
    [InlineData("src/Belfry.X/A.cs", 501, true)]
    [InlineData("src/Belfry.X/A.cs", 500, false)]
    [InlineData("src/Belfry.X/Generated/A.cs", 9000, false)]
    public void CheckLength_LinesOfAFile_AreCounted(string path, int lines, bool forbidden) =>
        Assert.Equal(forbidden, SourceRules.CheckLength(new SourceFile(path, string.Concat(Enumerable.Repeat("x\n", lines)))).Any());

    [Theory]
    [InlineData("public sealed class A;", 0, false)]
    [InlineData("public sealed class A;\npublic enum B;", 0, false)]
    [InlineData("public sealed class A;\ninternal class B;", 200, false)]
    [InlineData("public sealed class A;\npublic readonly record struct B(int X);", 200, true)]
    [InlineData("public class A;\npublic class B;\npublic class C;\npublic class D;\npublic class E;", 0, true)]
    [InlineData("public sealed class Other;", 0, true)]
    public void CheckTypes_PublicTypesOfAFile_AreOneOrASmallFamily(string text, int blankLines, bool forbidden) =>
        Assert.Equal(forbidden, SourceRules.CheckTypes(new SourceFile("src/Belfry.X/A.cs", text + new string('\n', blankLines))).Any());

    [Theory]
    [InlineData("src/Belfry.X/Utils/A.cs", "", true)]
    [InlineData("src/Belfry.Common/A.cs", "", true)]
    [InlineData("src/Belfry.X/Interfaces/A.cs", "", true)]
    [InlineData("src/Belfry.X/A.cs", "internal sealed class PduHelper", true)]
    [InlineData("src/Belfry.X/A.cs", "    private static class ConnectionManager", true)]
    [InlineData("src/Belfry.X/Pdus/A.cs", "internal sealed class PduReader", false)]
    public void CheckNames_FoldersAndTypes_MustSaySomething(string path, string text, bool forbidden) =>
        Assert.Equal(forbidden, SourceRules.CheckNames(new SourceFile(path, text)).Any());

    [Theory]
    [InlineData("namespace Belfry.Other;", true)]
    [InlineData("namespace Belfry.Xy;", true)]
    [InlineData("namespace Belfry.X\n{", true)]
    [InlineData("namespace Belfry.X;", false)]
    [InlineData("namespace Belfry.X.Pdus;", false)]
    public void CheckNamespace_OfAProject_IsTheProjects(string text, bool forbidden) =>
        Assert.Equal(forbidden, SourceRules.CheckNamespace(new SourceFile("src/Belfry.X/Pdus/A.cs", text)).Any());

    [Theory]
    [InlineData("try { A(); } catch { }", true)]
    [InlineData("catch (IOException)\n{\n}", true)]
    [InlineData("catch (IOException)\n{\n    // the peer is gone already\n}", false)]
    [InlineData("// TODO later", true)]
    [InlineData("var todo = 1;", false)]
    [InlineData("#region Fields", true)]
    [InlineData("private async void Run()", true)]
    [InlineData("var x = \"/work/data\";", true)]
    [InlineData("// under the GPLv3", true)]
    [InlineData("// GNU Lesser General Public License", true)]
    public void CheckForbiddenText_OfAFile_IsFound(string text, bool forbidden) =>
        Assert.Equal(forbidden, SourceRules.CheckForbiddenText(new SourceFile("src/Belfry.X/A.cs", text)).Any());

    [Theory]
    [InlineData("[LibraryImport(\"libc\")] if (!OperatingSystem.IsLinux()) return;", "", "| `A.cs` | x |", false)]
    [InlineData("[LibraryImport(\"libc\")] if (!OperatingSystem.IsLinux()) return;", "", "", true)]
    [InlineData("[LibraryImport(\"libc\")]", "", "| `A.cs` | x |", true)]
    [InlineData("[LibraryImport(\"libc\")]", "A.Open(); if (OperatingSystem.IsLinux())", "| `A.cs` | x |\n| `B.cs` | x |", false)]
    [InlineData("[LibraryImport(\"libc\")]", "A.Open();", "| `A.cs` | x |", true)]
    [InlineData("File.ReadAllText(\"/proc/self/status\")", "", "| `A.cs` | x |", true)]
    [InlineData("", "", "| `A.cs` | x |", true)]
    [InlineData("", "", "", false)]
    public void PlatformCheck_OfTwoFiles_WantsGuardAndLine(string first, string second, string page, bool forbidden) =>
        Assert.Equal(forbidden, PlatformRules.Check([new("src/Belfry.X/A.cs", first), new("src/Belfry.X/B.cs", second)], page).Any());

    [Fact]
    public void DecisionCheck_FaultyPages_AreFound()
    {
        const string good = "# 0001 — Title\n\n**Context.** a\n**Decision.** b\n**Price.** c";
        Assert.Empty(DecisionRules.Check([new("docs/decisions/0001-title.md", good)]));
        Assert.NotEmpty(DecisionRules.Check([new("docs/decisions/1-title.md", good)]));
        Assert.NotEmpty(DecisionRules.Check([new("docs/decisions/0002-title.md", good)]));
        Assert.NotEmpty(DecisionRules.Check([new("docs/decisions/0001-title.md", "# 0001 — Title")]));
        Assert.NotEmpty(DecisionRules.Check([new("docs/decisions/0001-a.md", good), new("docs/decisions/0001-b.md", good)]));
    }
}
