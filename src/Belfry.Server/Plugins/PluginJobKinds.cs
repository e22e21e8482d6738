using Belfry.Sdk;

namespace Belfry.Server.Plugins;

/// <summary>The kinds of jobs of managed plugins.</summary>
internal static class PluginJobKinds
{
    // The server's own (docs/jobs.md), whether this configuration has them or not.
    private static readonly string[] _reserved =
        ["StorageCommitmentScp", "IndexRebuild", "DicomModalityStore", "OrthancPeerStore", "DicomMoveScu", "DicomGetScu", "NativePlugin"];

    /// <summary>Asks the plugins.</summary>
    /// <exception cref="PluginException">A plugin fails to tell, or a name is taken.</exception>
    public static IReadOnlyList<(ManagedPlugin Plugin, PluginJobKind Kind)> Of(IReadOnlyList<ManagedPlugin> plugins)
    {
        List<(ManagedPlugin Plugin, PluginJobKind Kind)> all = [];
        foreach (var plugin in plugins)
        {
            if (plugin.Instance is not IJobHandler handler)
                continue;
            foreach (var kind in KindsOf(plugin, handler))
            {
                if (_reserved.Contains(kind.Name, StringComparer.Ordinal))
                    throw new PluginException($"{plugin.Path}: the plugin '{plugin.Name}' has jobs of the kind '{kind.Name}', which is the server's own.");
                if (all.Find(other => other.Kind.Name == kind.Name) is { Plugin: { } other })
                    throw new PluginException($"Two plugins have jobs of the kind '{kind.Name}': '{other.Name}' and '{plugin.Name}'.");
                all.Add((plugin, kind));
            }
        }

        return all;
    }

    private static IReadOnlyList<PluginJobKind> KindsOf(ManagedPlugin plugin, IJobHandler handler)
    {
        try
        {
            return handler.JobKinds;
        }
        catch (Exception fault)
        {
            throw new PluginException($"{plugin.Path}: the plugin '{plugin.Name}' failed to tell its kinds of jobs: {fault.GetType().Name}: {fault.Message}", fault);
        }
    }
}
