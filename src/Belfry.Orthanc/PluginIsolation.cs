namespace Belfry.Orthanc;

/// <summary>Which native plugins have processes of their own. Immutable.</summary>
public sealed record PluginIsolation
{
    /// <summary>For plugins that are not named.</summary>
    public IsolationSettings Default { get; init; } = new();

    /// <summary>
    /// By the plugin's own name, or by the library's file name with or without <c>lib</c> and <c>.so</c>; each must be that of a plugin that is loaded.
    /// </summary>
    public IReadOnlyDictionary<string, IsolationSettings> ByName { get; init; } = new Dictionary<string, IsolationSettings>();

    /// <summary>The program of the processes; null looks beside the server's own assemblies.</summary>
    public string? Program { get; init; }
}
