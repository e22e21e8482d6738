namespace Belfry.Orthanc;

/// <summary>Whether a native plugin has a process of its own, and what it may use there. Immutable.</summary>
public sealed record IsolationSettings
{
    /// <summary>True gives the plugin a process of its own. False, the default, runs it in the server's, where it is trusted with everything.</summary>
    public bool OwnProcess { get; init; }

    /// <summary>
    /// How long a callback may take in a process of its own before the process is ended; null for ever. 60 s: longer than a peer waits for an answer.
    /// </summary>
    public TimeSpan? CallbackTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Most bytes of resident memory of such a process, 7 MB for its program included; null for no limit. 1 GiB: a plugin that needs more is rare.</summary>
    public long? MaximumMemory { get; init; } = 1024L * 1024 * 1024;
}
