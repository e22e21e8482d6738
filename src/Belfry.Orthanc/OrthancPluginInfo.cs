namespace Belfry.Orthanc;

/// <summary>What is known about a loaded native plugin at one moment.</summary>
/// <param name="Name">Its own name, unique within the server.</param>
/// <param name="Version">Its own version.</param>
/// <param name="Description">What it said about itself; empty if nothing.</param>
/// <param name="RootUri">Where it says that its web pages start; null if it did not.</param>
/// <param name="Path">The library.</param>
/// <param name="Callbacks">The callbacks that the server calls, such as <c>worklist (v1)</c>.</param>
/// <param name="Process">How its process is; null when it runs in the server's.</param>
public sealed record OrthancPluginInfo(
    string Name, string Version, string Description, string? RootUri, string Path, IReadOnlyList<string> Callbacks, IsolatedPluginStatus? Process = null)
{
    /// <summary>What it registered or asked for that this server does not serve yet, such as <c>a storage area</c>; empty when nothing.</summary>
    public IReadOnlyList<string> Unserved { get; init; } = [];
}
