namespace Belfry.Orthanc.Loading;

/// <summary>A library that may be a plugin.</summary>
/// <param name="Path">Where it lies, as a full path.</param>
/// <param name="IsNamed">The configuration names this file, so it must be a plugin; otherwise it was found in a folder.</param>
internal sealed record PluginCandidate(string Path, bool IsNamed)
{
    /// <summary>The libraries that the paths mean, in order.</summary>
    /// <exception cref="OrthancPluginException">A path does not exist.</exception>
    public static IEnumerable<PluginCandidate> Find(IEnumerable<string> paths)
    {
        foreach (var path in paths.Select(System.IO.Path.GetFullPath))
        {
            if (File.Exists(path))
            {
                yield return new PluginCandidate(path, true);
                continue;
            }

            if (!Directory.Exists(path))
                throw new OrthancPluginException(path, $"Plugins: '{path}' is neither a file nor a folder.");
            foreach (var file in Directory.EnumerateFiles(path).Where(IsLibrary).Order(StringComparer.Ordinal))
                yield return new PluginCandidate(file, false);
        }
    }

    private static bool IsLibrary(string path) =>
        System.IO.Path.GetExtension(path).Equals(
            OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so", StringComparison.OrdinalIgnoreCase);
}
