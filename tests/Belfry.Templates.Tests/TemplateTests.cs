using System.IO.Compression;
using Belfry.Conformance;
using Belfry.Server.Tests;
using Belfry.Server.Tests.Processes;

namespace Belfry.Templates.Tests;

/// <summary>What a stranger does with the packages, from "dotnet new" to answers on the wire.</summary>
public sealed class TemplateTests(PackedPlugins made) : IClassFixture<PackedPlugins>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => [.. PackedPlugins.Kinds.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ItsTests_OfEachKind_Pass(string kind)
    {
        await made.MadeAsync();
        var name = PackedPlugins.Kinds[kind];
        var (code, output) = await ForeignTool.RunAsync(Path.Combine(made.ProjectOf(kind), "tests", "bin", "Debug", "net10.0", name + ".Tests"), "-noColor");
        Assert.True(code == 0, output);
        Assert.DoesNotContain("Total: 0", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plugins_Served_AnswerOnTheWire()
    {
        await made.MadeAsync();
        await using var server = await ServerProcess.StartAsync([.. PackedPlugins.Kinds.Keys.SelectMany(kind => new[] { "--plugin", made.PluginOf(kind) })]);
        var peer = $"BELFRY@localhost:{server.DicomPort}";

        var worklist = await ServerProcess.RunAsync("find", peer, "-k", "PatientID=EX-1", "-k", "PatientName");
        Assert.Contains(worklist.Output, line => line.Contains("Example^Anna", StringComparison.Ordinal));
        var studies = await ServerProcess.RunAsync("find", peer, "--study-root", "-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID", "-k", "PatientID=EX-3");
        Assert.Contains(studies.Output, line => line.Contains("2.25.3", StringComparison.Ordinal));

        using var folder = new TemporaryFolder();
        await ServerProcess.RunAsync("get", peer, "-k", "StudyInstanceUID=2.25.7", "--output", folder.Path);
        var image = Path.Combine(folder.Path, "2.25.7.1.1.dcm");
        Assert.True(File.Exists(image));
        var commitment = await ServerProcess.RunAsync("commit", peer, image);
        Assert.Contains(commitment.Output, line => line.Contains("failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Plugin_AskedByAForeignTool_Answers()
    {
        Assert.SkipUnless(ForeignTool.Find("findscu") is not null, "skipped: findscu is not installed");
        await made.MadeAsync();
        await using var server = await ServerProcess.StartAsync("--plugin", made.OutputOf("worklist"));
        var port = server.DicomPort.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var (code, output) = await ForeignTool.RunAsync(
            "findscu", "-W", "-aec", "BELFRY", "localhost", port, "-k", "PatientName", "-k", "ScheduledProcedureStepSequence[0].ScheduledStationAETitle=CT1");
        Assert.Equal(0, code);
        Assert.Contains("Example^Anna", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_OfAPlugin_HasItsOwnLibrariesAndNotTheServers()
    {
        await made.MadeAsync();
        Assert.Equal(
            ["System.CommandLine.dll", "my-studies.deps.json", "my-studies.dll", "my-studies.pdb"],
            Directory.EnumerateFiles(made.OutputOf("find")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Library_Published_IsLoadedAndAnswers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: plugins for Orthanc are made on Linux");
        Assert.SkipUnless((ForeignTool.Find("clang") ?? ForeignTool.Find("gcc")) is not null, "skipped: no linker (clang or gcc)");
        var dotnet = await made.MadeAsync();
        using var output = new TemporaryFolder();
        await dotnet.RunAsync(
            "publish", made.ProjectOf("worklist"), "-r", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier, "-o", output.Path, "-v", "quiet",
            "-nologo");
        Assert.Equal(["MyWorklist.so"], Directory.EnumerateFiles(output.Path).Select(Path.GetFileName));
        await using var server = await ServerProcess.StartAsync("--plugin", Path.Combine(output.Path, "MyWorklist.so"));
        var found = await ServerProcess.RunAsync("find", $"BELFRY@localhost:{server.DicomPort}", "-k", "PatientID=EX-2", "-k", "PatientName");
        Assert.Contains(found.Output, line => line.Contains("Example^Bernd", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Packages_All_HaveReadmeLicenceDocumentationAndSymbols()
    {
        await made.MadeAsync();
        var packages = Directory.EnumerateFiles(made.Packages, "*.nupkg").Select(path => Path.GetFileName(path)[..^(made.Version.Length + 7)]).Order().ToList();
        Assert.Equal(
            [
                "Belfry.Dicom", "Belfry.Jobs", "Belfry.Network", "Belfry.Orthanc.Abi", "Belfry.Sdk", "Belfry.Sdk.Orthanc", "Belfry.Sdk.Testing",
                "Belfry.Services", "Belfry.Templates",
            ],
            packages);
        foreach (var package in packages)
        {
            var files = await FilesOfAsync(Path.Combine(made.Packages, $"{package}.{made.Version}.nupkg"));
            Assert.Contains("README.md", files);
            Assert.Contains("LICENSE", files);
            if (package == "Belfry.Templates")
                continue;
            Assert.Contains($"lib/net10.0/{package}.dll", files);
            Assert.Contains($"lib/net10.0/{package}.xml", files);
            Assert.Contains($"lib/net10.0/{package}.pdb", await FilesOfAsync(Path.Combine(made.Packages, $"{package}.{made.Version}.snupkg")));
        }
    }

    private static async Task<List<string>> FilesOfAsync(string package)
    {
        await using var archive = await ZipFile.OpenReadAsync(package, Token);
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }
}
