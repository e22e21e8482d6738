namespace Belfry.Web;

/// <summary>A plugin as the console shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Description">What it says of itself.</param>
/// <param name="Kind"><c>managed</c>, <c>native</c> or <c>built in</c>.</param>
/// <param name="Callbacks">What it is called for.</param>
public sealed record ConsolePlugin(string Name, string Version, string Description, string Kind, IReadOnlyList<string> Callbacks)
{
    /// <summary>How measurements name it: the class of a managed plugin, the name of a native one. Null for none.</summary>
    public string? Handler { get; init; }

    /// <summary>The file that it was loaded from; empty for none.</summary>
    public string Path { get; init; } = "";

    /// <summary>What it wanted and is not served.</summary>
    public IReadOnlyList<string> Unserved { get; init; } = [];

    /// <summary>True when it has a process of its own.</summary>
    public bool IsIsolated { get; init; }

    /// <summary>Its process; null while it has none, or runs in the server's.</summary>
    public int? ProcessId { get; init; }

    /// <summary>How often its process was started again.</summary>
    public long Restarts { get; init; }

    /// <summary>Why its process ended last, or what failed in the server's process; null for nothing since the start.</summary>
    public string? LastError { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? LastErrorAt { get; init; }
}
