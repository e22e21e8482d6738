namespace Belfry.Orthanc;

/// <summary>How a plugin in a process of its own is, at one moment.</summary>
/// <param name="Name">The plugin.</param>
/// <param name="ProcessId">Its process; null while it has none.</param>
/// <param name="Restarts">How often it was started again.</param>
/// <param name="LastError">Why its process ended last, or could not be started; null when that never happened.</param>
/// <param name="LastErrorAt">When that was.</param>
public sealed record IsolatedPluginStatus(string Name, int? ProcessId, long Restarts, string? LastError, DateTimeOffset? LastErrorAt);
