namespace Belfry.Sdk;

/// <summary>
/// Marks a class as a plugin. The class implements one or more handler interfaces, such as <see cref="IWorklistHandler"/>, and has a
/// public constructor that takes nothing or an <see cref="IPluginHost"/>. One object is made when the plugin loads; it is disposed
/// (IAsyncDisposable or IDisposable) when the server stops.
/// </summary>
/// <param name="name">Short and unique within a server: it names the plugin in logs and in REST.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BelfryPluginAttribute(string name) : Attribute
{
    /// <summary>The plugin's name.</summary>
    public string Name { get; } = name;

    /// <summary>The plugin's version, as text; empty takes that of the assembly.</summary>
    public string Version { get; init; } = "";

    /// <summary>One line for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>
    /// The called AE title that the plugin's handlers answer for; empty, the default, for all that no other plugin answers for. So one server
    /// can be several applications.
    /// </summary>
    public string CalledAETitle { get; init; } = "";
}
