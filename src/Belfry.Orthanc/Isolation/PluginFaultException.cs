namespace Belfry.Orthanc.Isolation;

/// <summary>What failed in the process of a plugin, in its words.</summary>
internal sealed class PluginFaultException(string text) : Exception(text);
