using System.Xml.Linq;

namespace Belfry.Rules.Tests;

/// <summary>The tree that the rules are checked on, found by walking up from the test binary to Belfry.slnx.</summary>
internal sealed class Repository
{
    private static readonly string[] _codeRoots = ["src", "tests", "bench", "fuzz", "samples", "eng", "templates"];

    private Repository(string root) => Root = root;

    public static Repository Current { get; } = new(FindRoot());

    public string Root { get; }

    public IEnumerable<SourceFile> CSharpFiles => FilesOf("*.cs");

    public IEnumerable<SourceFile> AllCode => new[] { "*.cs", "*.csproj", "*.c", "*.h", "*.cpp", "*.sh", "*.props", "*.targets" }.SelectMany(FilesOf);

    public IEnumerable<ProjectFile> Projects => FilesOf("*.csproj").Select(file => ProjectFile.Parse(file.Path, file.Text));

    public IReadOnlyList<string> SolutionProjects =>
        [.. XDocument.Load(Path.Combine(Root, "Belfry.slnx")).Descendants("Project").Select(e => (string?)e.Attribute("Path") ?? "")];

    public IEnumerable<string> Read(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'));

    public string ReadText(string path) => File.ReadAllText(Path.Combine(Root, path));

    private IEnumerable<SourceFile> FilesOf(string pattern) =>
        from folder in _codeRoots
        let full = Path.Combine(Root, folder)
        where Directory.Exists(full)
        from path in Directory.EnumerateFiles(full, pattern, SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Root, path).Replace('\\', '/')
        where !relative.Contains("/obj/") && !relative.Contains("/bin/") && !IsTemplateContent(relative)
        select new SourceFile(relative, File.ReadAllText(path));

    // Projects of their own, which are checked where they are made.
    private static bool IsTemplateContent(string path) => path.StartsWith("templates/", StringComparison.Ordinal) && path.Contains("/content/");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Belfry.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No Belfry.slnx above {AppContext.BaseDirectory}.");
    }
}
