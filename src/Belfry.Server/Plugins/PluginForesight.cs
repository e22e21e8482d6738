using Belfry.Orthanc;
using Belfry.Server.Configuration;

namespace Belfry.Server.Plugins;

/// <summary>What can be said of the configured plugins before any is loaded: whether they are there, of which kind, and where each will run.</summary>
internal static class PluginForesight
{
    /// <summary>A line for each plugin, in the order of loading.</summary>
    /// <exception cref="PluginException">One cannot be loaded, or not as it is configured.</exception>
    public static IReadOnlyList<string> Describe(ServerConfiguration configuration)
    {
        var paths = PluginPaths.Sort(configuration.Plugins);
        List<(string Name, string Path)> managed = [];
        foreach (var (path, isNamed) in paths.Managed)
            managed.AddRange(ManagedPluginLoader.Check(path, isNamed).Select(mark => (mark.Name, path)));
        var isolation = IsolationOfNative(configuration, managed, paths.Native.Count > 0);
        var native = OrthancPlugins.Foresee(paths.Native, isolation);
        return
        [
            .. managed.Select(static plugin => $"Plugin {plugin.Name} ({KindOf("managed", false)}), {plugin.Path}"),
            .. native.Select(static library => $"Library {Path.GetFileName(library.Path)} ({KindOf("native", library.IsIsolated)}), {library.Path}"),
        ];
    }

    /// <summary>What kind of plugin it is, and where it runs, in words.</summary>
    /// <param name="kind">"managed" or "native".</param>
    /// <param name="isIsolated">True when it has a process of its own; null when only its name will tell.</param>
    public static string KindOf(string kind, bool? isIsolated) => isIsolated switch
    {
        true => $"{kind}, in a process of its own",
        false => kind,
        _ => $"{kind}; \"Belfry.Plugins\" has a name that is no file's, so that its own name tells where it runs",
    };

    /// <summary>The settings of native plugins. Managed ones run in the server's process: they were written against it and are trusted.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="managed">The managed plugins.</param>
    /// <param name="hasNative">False when there are no native ones.</param>
    /// <exception cref="PluginException">A managed plugin shall have a process, or a name is that of no plugin.</exception>
    public static PluginIsolation IsolationOfNative(ServerConfiguration configuration, IEnumerable<(string Name, string Path)> managed, bool hasNative)
    {
        var isolation = configuration.NativePlugins.Isolation;
        var native = isolation.ByName.ToDictionary();
        foreach (var plugin in managed)
        {
            foreach (var name in (string[])[plugin.Name, Path.GetFileName(plugin.Path), Path.GetFileNameWithoutExtension(plugin.Path)])
            {
                if (native.Remove(name, out var settings) && settings.OwnProcess)
                    throw new PluginException($"\"Belfry.Plugins.{name}.Isolation\": {plugin.Path} is managed code, and only native plugins can have processes of their own.");
            }
        }

        if (!hasNative && native.FirstOrDefault(static plugin => plugin.Value.OwnProcess).Key is { } unknown)
            throw new PluginException($"\"Belfry.Plugins.{unknown}.Isolation\": no native plugin is loaded.");
        return isolation with { ByName = native };
    }
}
