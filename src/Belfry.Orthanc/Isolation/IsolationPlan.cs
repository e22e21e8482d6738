using Belfry.Orthanc.Loading;

namespace Belfry.Orthanc.Isolation;

/// <summary>Which of the libraries that are there run where, by the names that the configuration uses.</summary>
internal sealed class IsolationPlan
{
    private readonly PluginIsolation _isolation;
    private readonly Dictionary<string, IsolationSettings> _byFile = [];
    private readonly HashSet<string> _unused;

    public IsolationPlan(PluginIsolation isolation, IReadOnlyList<PluginCandidate> candidates)
    {
        _isolation = isolation;
        _unused = [.. isolation.ByName.Keys];
        foreach (var candidate in candidates)
        {
            foreach (var name in FileNames(candidate.Path).Where(isolation.ByName.ContainsKey))
            {
                _byFile[candidate.Path] = isolation.ByName[name];
                _unused.Remove(name);
            }
        }
    }

    /// <summary>
    /// True when the plugin must say its name before it is known where it runs: a process of its own is asked for by a name that is no file's.
    /// </summary>
    public bool NeedsName(PluginCandidate candidate) => _unused.Count > 0 && !_byFile.ContainsKey(candidate.Path);

    /// <summary>Where a library runs.</summary>
    /// <param name="candidate">The library.</param>
    /// <param name="name">The plugin's own name, where it is known.</param>
    public IsolationSettings SettingsFor(PluginCandidate candidate, string? name)
    {
        if (_byFile.TryGetValue(candidate.Path, out var settings))
        {
            if (name is not null && _unused.Contains(name))
                throw new OrthancPluginException(candidate.Path, $"\"Belfry.Plugins\" names the plugin '{name}' twice: by its name, and by its file {candidate.Path}.");
            return settings;
        }

        if (name is null || !_isolation.ByName.TryGetValue(name, out settings))
            return _isolation.Default;
        _unused.Remove(name);
        return settings;
    }

    /// <summary>Whether anything has a process of its own.</summary>
    public bool IsAnyIsolated => _isolation.Default.OwnProcess || _isolation.ByName.Values.Any(static settings => settings.OwnProcess);

    /// <summary>Refuses names that no plugin has: what was to be protected would not be.</summary>
    /// <exception cref="OrthancPluginException">There is one.</exception>
    public void CheckNames()
    {
        if (_unused.FirstOrDefault() is { } name)
            throw new OrthancPluginException("", $"\"Belfry.Plugins.{name}\": no native plugin that is loaded has this name, and none has this file name.");
    }

    private static IEnumerable<string> FileNames(string path)
    {
        var file = Path.GetFileName(path);
        var stem = Path.GetFileNameWithoutExtension(file);
        return stem.StartsWith("lib", StringComparison.Ordinal) ? [file, stem, stem[3..]] : [file, stem];
    }
}
