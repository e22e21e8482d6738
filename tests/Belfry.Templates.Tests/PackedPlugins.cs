using System.Security.Cryptography;
using Belfry.Server.Tests;

namespace Belfry.Templates.Tests;

/// <summary>
/// The packages of this build in a folder, and a project of each kind made of the template there, built with its tests: once for all tests. The
/// packages have a version of their own, and their own folder of packages, so that no cache answers.
/// </summary>
public sealed class PackedPlugins : IAsyncLifetime
{
    private static readonly string s_configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    private readonly TemporaryFolder _folder = new();
    private readonly Dotnet _dotnet;
    private Task? _made;

    public PackedPlugins() => _dotnet = new Dotnet(_folder.Path);

    /// <summary>The kinds of the template, and the projects made of them.</summary>
    public static IReadOnlyDictionary<string, string> Kinds { get; } = new Dictionary<string, string>
    {
        ["worklist"] = "MyWorklist",
        ["find"] = "my-studies",
        ["move"] = "MyRetrieves",
        ["commitment"] = "class",
    };

    /// <summary>Where the packages are.</summary>
    public string Packages => Path.Combine(_folder.Path, "feed");

    /// <summary>Their version.</summary>
    public string Version { get; } = $"0.1.0-test.{RandomNumberGenerator.GetHexString(12, lowercase: true)}";

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Belfry.slnx")))
                folder = folder.Parent ?? throw new InvalidOperationException("The test lies outside of the repository.");
            return folder.FullName;
        }
    }

    /// <summary>Waits until all is there; a test is skipped where it cannot be.</summary>
    internal async Task<Dotnet> MadeAsync()
    {
        // The tests of a class come one after the other.
        await (_made ??= MakeAsync());
        return _dotnet;
    }

    /// <summary>The folder of a project.</summary>
    public string ProjectOf(string kind) => Path.Combine(_folder.Path, Kinds[kind]);

    /// <summary>The folder with a plugin, as "dotnet build" makes it.</summary>
    public string OutputOf(string kind) => Path.Combine(ProjectOf(kind), "bin", "Debug", "net10.0");

    /// <summary>The plugin.</summary>
    public string PluginOf(string kind) => Path.Combine(OutputOf(kind), Kinds[kind] + ".dll");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task MakeAsync()
    {
        await _dotnet.PackAsync(Root, char.ToUpperInvariant(s_configuration[0]) + s_configuration[1..], Version, Packages);
        // As in a repository whose projects are told from above where they build and which versions they take: plugins are none of them.
        foreach (var name in (string[])["Directory.Build.props", "Directory.Packages.props"])
            _folder.Write(name, "<Project><PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally><UseArtifactsOutput>true</UseArtifactsOutput></PropertyGroup></Project>");
        _folder.Write("NuGet.Config", """<configuration><packageSources><add key="belfry" value="feed" /></packageSources></configuration>""");
        _folder.Write(
            "all.proj",
            """
            <Project DefaultTargets="Build">
              <ItemGroup><Tests Include="*/tests/*.csproj" /></ItemGroup>
              <Target Name="Restore"><MSBuild Projects="@(Tests)" Targets="Restore" BuildInParallel="true" Properties="For=Restore" /></Target>
              <Target Name="Build"><MSBuild Projects="@(Tests)" Targets="Build" BuildInParallel="true" /></Target>
            </Project>
            """);
        await _dotnet.RunAsync("new", "install", Path.Combine(Packages, $"Belfry.Templates.{Version}.nupkg"));
        foreach (var (kind, name) in Kinds)
            await _dotnet.RunAsync("new", "belfry-plugin", "--kind", kind, "-o", name, "--no-restore");
        AddALibrary(ProjectOf("find"));
        await _dotnet.RunAsync("build", "all.proj", "-v", "quiet", "-nologo");
    }

    // One that Belfry's sources use, so that it is on the machine.
    private static void AddALibrary(string folder)
    {
        var project = Directory.EnumerateFiles(folder, "*.csproj").Single();
        File.WriteAllText(project, File.ReadAllText(project).Replace(
            "</Project>",
            """<ItemGroup><PackageReference Include="System.CommandLine" Version="2.0.15" /></ItemGroup></Project>""",
            StringComparison.Ordinal));
    }
}
