namespace Belfry.Server.Plugins;

/// <summary>A class that is marked as a plugin, as its assembly says without being loaded.</summary>
/// <param name="TypeName">The full name of the class.</param>
/// <param name="Name">The plugin's name.</param>
internal sealed record PluginMark(string TypeName, string Name);
