using Xunit;

namespace Belfry.Dicom.Tests;

/// <summary>The sample files: those in the repository, and the whole pack where it is present.</summary>
internal static class SamplePack
{
    /// <summary>The folder <c>data</c> of the pack; null when it is not there.</summary>
    public static string? Folder { get; } = FindFolder();

    /// <summary>All readable sample files, by full path.</summary>
    public static IEnumerable<string> Files => Folder is null
        ? []
        : Directory.EnumerateFiles(Path.Combine(Folder, "samples"))
            .Where(path => Path.GetExtension(path) is not (".tsv" or ".txt"))
            .Order(StringComparer.Ordinal);

    /// <summary>The samples of the repository, then those of the pack that are not among them.</summary>
    public static IReadOnlyList<SampleFile> AllFiles { get; } = FindAll();

    /// <summary>Broken files, of the repository and of the pack, each once.</summary>
    public static IReadOnlyList<string> BrokenFiles { get; } = new[] { RepositoryFolder, Folder is null ? null : Path.Combine(Folder, "samples") }
        .Where(folder => folder is not null)
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(folder ?? "", "broken")))
        .Where(path => Path.GetExtension(path) is not ".tsv")
        .DistinctBy(path => Path.GetFileName(path))
        .Order(StringComparer.Ordinal)
        .ToList();

    public static SampleFile Find(string name) => AllFiles.First(file => file.Name == name);

    private static List<SampleFile> FindAll()
    {
        var files = new List<SampleFile>();
        foreach (var folder in new[] { RepositoryFolder, Folder is null ? null : Path.Combine(Folder, "samples") })
        {
            if (folder is null)
                continue;
            files.AddRange(Directory.EnumerateFiles(folder)
                .Where(path => Path.GetExtension(path) is not (".tsv" or ".txt") && files.TrueForAll(file => file.Name != Path.GetFileName(path)))
                .Order(StringComparer.Ordinal)
                .Select(path => new SampleFile(path)));
        }

        return files;
    }

    /// <summary>The samples that are part of the repository, copied beside the tests.</summary>
    public static string? RepositoryFolder
    {
        get
        {
            var folder = Path.Combine(AppContext.BaseDirectory, "data", "samples");
            return Directory.Exists(folder) ? folder : null;
        }
    }

    public static void Require() => Assert.SkipUnless(Folder is not null, "skipped: sample pack not present");

    private static string? FindFolder()
    {
        if (Environment.GetEnvironmentVariable("BELFRY_SHARED_DATA") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(Path.Combine(candidate, "samples")))
                return candidate;
        }

        return null;
    }
}

/// <summary>One sample and what is expected of it.</summary>
internal sealed record SampleFile(string Path)
{
    public string Name => System.IO.Path.GetFileName(Path);

    public string Expected(string extension) => System.IO.Path.Combine(
        System.IO.Path.GetDirectoryName(Path) ?? "",
        "expected",
        (Name.EndsWith(".dcm", StringComparison.Ordinal) ? Name[..^4] : Name) + extension);
}
