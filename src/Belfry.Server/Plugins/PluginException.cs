namespace Belfry.Server.Plugins;

/// <summary>A plugin cannot be loaded; the server does not start. The message is for the operator and names the plugin.</summary>
internal sealed class PluginException(string message, Exception? inner = null) : Exception(message, inner);
