using Belfry.Orthanc.Isolation.Messages;
using Belfry.Orthanc.Isolation.Processes;

namespace Belfry.Orthanc.Isolation;

/// <summary>What became of the start of a process.</summary>
/// <param name="Child">The process; null when it failed.</param>
/// <param name="Facts">What the plugin said.</param>
/// <param name="Problem">Why it failed; null when it did not.</param>
/// <param name="IsPlugin">False when the library is no plugin at all.</param>
internal sealed record ChildStart(ChildProcess? Child, PluginFacts? Facts, string? Problem, bool IsPlugin)
{
    public static ChildStart Failed(string problem, bool isPlugin) => new(null, null, problem, isPlugin);
}
