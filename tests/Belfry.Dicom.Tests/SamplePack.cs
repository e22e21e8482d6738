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
