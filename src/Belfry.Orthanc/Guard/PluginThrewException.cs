namespace Belfry.Orthanc.Guard;

/// <summary>A C++ exception left a plugin's function and was caught by the guard library.</summary>
internal sealed class PluginThrewException(string text) : Exception($"A C++ exception left the plugin: {text}");
