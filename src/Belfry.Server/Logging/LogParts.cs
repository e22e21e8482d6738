namespace Belfry.Server.Logging;

/// <summary>How much of each part of the log is written; changed while the server runs. Thread-safe.</summary>
internal sealed class LogParts
{
    // The names that clients know, with what of ours they mean; the first one is all the rest.
    private static readonly (string Name, string[] Prefixes)[] _parts =
    [
        ("generic", []),
        ("http", ["Belfry.Web", "Microsoft."]),
        ("dicom", ["Belfry.Network", "Belfry.Services"]),
        ("plugins", ["Belfry.Orthanc", "Belfry.Plugins", "Belfry.Server.Plugins"]),
        ("sqlite", ["Belfry.Archive"]),
        ("lua", ["Belfry.Lua"]),
        ("jobs", ["Belfry.Jobs"]),
    ];

    private readonly LogLevel _standard;
    private readonly LogPart[] _least;

    /// <param name="standard">The level of the start, which <c>default</c> means.</param>
    public LogParts(LogLevel standard)
    {
        _standard = standard;
        _least = [.. _parts.Select(_ => new LogPart { Least = standard })];
    }

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. _parts.Select(static part => part.Name)];

    /// <summary>The part that a source of log lines belongs to.</summary>
    public LogPart Of(string category)
    {
        var index = Array.FindIndex(_parts, part => part.Prefixes.Any(prefix => category.StartsWith(prefix, StringComparison.Ordinal)));
        return _least[Math.Max(index, 0)];
    }

    /// <summary>The word for a part's level; null for the part that writes least.</summary>
    public string Get(string? name) => (name is null ? _least.Max(static part => part.Least) : Find(name).Least) switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "verbose",
        _ => "default",
    };

    /// <summary>Changes a part, or all of them for null.</summary>
    /// <returns>False when the word is no level.</returns>
    public bool TrySet(string? name, string word)
    {
        var level = word switch
        {
            "default" => _standard,
            "verbose" => LogLevel.Debug,
            "trace" => LogLevel.Trace,
            _ => LogLevel.None,
        };
        if (level == LogLevel.None)
            return false;
        foreach (var part in name is null ? _least : [Find(name)])
            part.Least = level;
        return true;
    }

    private LogPart Find(string name) => _least[Array.FindIndex(_parts, part => part.Name == name)];
}

/// <summary>A part of the log.</summary>
internal sealed class LogPart
{
    private volatile LogLevel _least;

    /// <summary>The least level that is written.</summary>
    public LogLevel Least
    {
        get => _least;
        set => _least = value;
    }
}
