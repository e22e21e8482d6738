using System.Diagnostics.Metrics;
using Belfry.Orthanc.Isolation.Processes;

namespace Belfry.Orthanc.Isolation;

/// <summary>What is counted of plugins in processes of their own.</summary>
internal static class IsolationMetrics
{
    private static readonly Meter s_meter = new("Belfry.Orthanc");

    private static readonly Counter<long> s_ends =
        s_meter.CreateCounter<long>("belfry.plugin.process.ends", description: "Processes of plugins that ended without being told to");

    public static void CountEnd(string plugin, ChildEndCause cause) =>
        s_ends.Add(1, new KeyValuePair<string, object?>("plugin", plugin), new KeyValuePair<string, object?>("reason", cause.ToString()));
}
