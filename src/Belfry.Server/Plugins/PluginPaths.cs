using Belfry.Orthanc;

namespace Belfry.Server.Plugins;

/// <summary>The entries of <c>Plugins</c>, sorted by who can load them.</summary>
/// <param name="Managed">Assemblies, and whether the configuration names each.</param>
/// <param name="Native">Shared libraries, and folders that hold some.</param>
internal sealed record PluginPaths(IReadOnlyList<(string Path, bool IsNamed)> Managed, IReadOnlyList<string> Native)
{
    /// <exception cref="PluginException">A path does not exist.</exception>
    public static PluginPaths Sort(IEnumerable<string> paths)
    {
        var managed = new List<(string, bool)>();
        var native = new List<string>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                var files = Directory.EnumerateFiles(path).Order(StringComparer.Ordinal).ToList();
                managed.AddRange(files.Where(file => Path.GetExtension(file) == ".dll" && !OrthancPlugins.IsNativeLibrary(file)).Select(file => (file, false)));
                if (files.Any(OrthancPlugins.IsNativeLibrary))
                    native.Add(path);
            }
            else if (!File.Exists(path))
            {
                throw new PluginException($"{path}: \"Plugins\" or --plugin names it, and there is no such file or folder.");
            }
            else if (OrthancPlugins.IsNativeLibrary(path))
            {
                native.Add(path);
            }
            else
            {
                managed.Add((path, true));
            }
        }

        return new PluginPaths(managed, native);
    }
}
