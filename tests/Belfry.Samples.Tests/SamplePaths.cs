namespace Belfry.Samples.Tests;

/// <summary>Where the samples are.</summary>
internal static class SamplePaths
{
    private static readonly string s_configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!System.IO.File.Exists(Path.Combine(folder.FullName, "Belfry.slnx")))
                folder = folder.Parent ?? throw new InvalidOperationException("The test lies outside of the repository.");
            return folder.FullName;
        }
    }

    /// <summary>A file of a sample.</summary>
    public static string File(string folder, string name) => Path.Combine(Root, "samples", folder, name);

    /// <summary>A sample as a plugin, with its libraries beside it.</summary>
    public static string Plugin(string assembly) => Path.Combine(Root, "artifacts", "bin", assembly, s_configuration, assembly + ".dll");
}
