namespace Belfry.Server.Plugins;

/// <summary>What went wrong last in a plugin that runs in the server's process.</summary>
/// <param name="Text">The line of the log.</param>
/// <param name="At">When, in UTC.</param>
internal sealed record PluginFault(string Text, DateTimeOffset At);
