using Belfry.Orthanc;

namespace Belfry.Server.Configuration;

/// <summary>Native plugins.</summary>
internal sealed record NativePluginSettings
{
    /// <summary>What becomes of the answers of a find callback.</summary>
    public NativeFindAnswers FindAnswers { get; init; }

    /// <summary>How many C-MOVE requests a move callback serves at once. 4, as the reference server has workers.</summary>
    public int ConcurrentMoves { get; init; } = 4;

    /// <summary>Which plugins have processes of their own.</summary>
    public PluginIsolation Isolation { get; init; } = new();

    /// <summary>How plugins call others by HTTP.</summary>
    public PluginHttpOptions Http { get; init; } = new();

    public static NativePluginSettings Read(ConfigurationSection top, ConfigurationSection own) => new()
    {
        FindAnswers = own.Choice("NativeFindAnswers", NativeFindAnswers.Shaped, s_answers),
        ConcurrentMoves = top.Integer("DicomThreadsCount", 4, 1, 1024),
        Isolation = ReadIsolation(own),
        Http = HttpClientReader.Read(top),
    };

    private static PluginIsolation ReadIsolation(ConfigurationSection own)
    {
        var standard = ReadIsolation(own, new IsolationSettings());
        var byName = new Dictionary<string, IsolationSettings>();
        var plugins = own.Section("Plugins");
        foreach (var (name, _) in plugins.Members)
        {
            var plugin = plugins.Section(name);
            byName[name] = ReadIsolation(plugin, standard);
            foreach (var (key, _) in plugin.Unasked)
                plugin.Report(key, "no plugin has such a setting.");
        }

        return new PluginIsolation { Default = standard, ByName = byName };
    }

    private static IsolationSettings ReadIsolation(ConfigurationSection section, IsolationSettings standard) => new()
    {
        OwnProcess = section.Choice("Isolation", standard.OwnProcess, s_isolation),
        CallbackTime = section.Integer("CallbackSeconds", (int)(standard.CallbackTime?.TotalSeconds ?? 0), 0, 86400) is > 0 and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : null,
        MaximumMemory = section.Integer("MaximumMemoryMB", (int)((standard.MaximumMemory ?? 0) >> 20), 0, 1024 * 1024) is > 0 and var megabytes
            ? (long)megabytes << 20
            : null,
    };

    private static readonly IReadOnlyDictionary<string, bool> s_isolation = new Dictionary<string, bool> { ["none"] = false, ["process"] = true };

    private static readonly IReadOnlyDictionary<string, NativeFindAnswers> s_answers =
        Enum.GetValues<NativeFindAnswers>().ToDictionary(static value => value.ToString());
}
