using System.Text.Json;

namespace Belfry.Worklists;

/// <summary>Options of the worklist folder: the section <c>Worklists</c> of the configuration. Immutable.</summary>
public sealed record FolderWorklistOptions
{
    /// <summary>The folder with the worklist files, <c>*.wl</c> and <c>*.dcm</c>; folders in it are not looked at.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// True gives each modality only the steps of its own station: the calling AE title is taken for Scheduled Station AE Title
    /// (0040,0001) when the query leaves that out, empty, or <c>*</c>. Default: false.
    /// </summary>
    public bool FilterIssuerAet { get; init; }

    /// <summary>Most answers to one query; with more the query ends as incomplete. Default: 0, no limit.</summary>
    public int LimitAnswers { get; init; }

    /// <summary>
    /// How often the folder is compared with what is in memory even if nothing is heard of it, for file systems that do not tell of changes.
    /// Default: 30 s; a comparison of 1,000 files takes a few milliseconds.
    /// </summary>
    public TimeSpan RescanInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after a change the folder is read ahead of the next query, so that a burst of changes is read once. Default: 200 ms.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A longer file is no worklist item and is left out, in bytes. Default: 4 MiB; items have a few kilobytes.</summary>
    public int MaxFileLength { get; init; } = 4 * 1024 * 1024;

    /// <summary>Reads the section <c>Worklists</c> of a configuration: <c>Enable</c>, <c>Database</c> (or <c>Directory</c>), <c>FilterIssuerAet</c>, <c>LimitAnswers</c>.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="configurationFolder">The folder that a relative path starts at.</param>
    /// <returns>Null when worklists are not enabled.</returns>
    /// <exception cref="FormatException">A value is of the wrong kind, or the folder is not given; says which key, and what is allowed.</exception>
    public static FolderWorklistOptions? FromConfiguration(JsonElement configuration, string configurationFolder)
    {
        ArgumentNullException.ThrowIfNull(configurationFolder);
        if (configuration.ValueKind != JsonValueKind.Object || !configuration.TryGetProperty("Worklists", out var section))
            return null;
        if (section.ValueKind != JsonValueKind.Object)
            throw new FormatException($"Worklists: {section.GetRawText()} is not an object.");
        if (!ReadBoolean(section, "Enable"))
            return null;
        var folder = ReadText(section, "Database") ?? ReadText(section, "Directory")
            ?? throw new FormatException("Worklists.Database: missing; it is the folder of the worklist files.");
        return new FolderWorklistOptions
        {
            Folder = Path.GetFullPath(folder, Path.GetFullPath(configurationFolder)),
            FilterIssuerAet = ReadBoolean(section, "FilterIssuerAet"),
            LimitAnswers = ReadCount(section, "LimitAnswers"),
        };
    }

    private static bool ReadBoolean(JsonElement section, string key)
    {
        if (!section.TryGetProperty(key, out var value))
            return false;
        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw new FormatException($"Worklists.{key}: {value.GetRawText()} is neither true nor false."),
        };
    }

    private static string? ReadText(JsonElement section, string key)
    {
        if (!section.TryGetProperty(key, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.String)
            throw new FormatException($"Worklists.{key}: {value.GetRawText()} is not a text.");
        return value.GetString() is { Length: > 0 } text ? text : null;
    }

    private static int ReadCount(JsonElement section, string key)
    {
        if (!section.TryGetProperty(key, out var value))
            return 0;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var count) || count < 0)
            throw new FormatException($"Worklists.{key}: {value.GetRawText()} is not a whole number from 0 to {int.MaxValue}.");
        return count;
    }
}
