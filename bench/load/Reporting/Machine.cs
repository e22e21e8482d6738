using System.Globalization;
using System.Runtime.InteropServices;

namespace Belfry.LoadBench.Reporting;

/// <summary>One line about the machine, since figures mean nothing without it.</summary>
internal static class Machine
{
    public static string Describe()
    {
        string? model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        string load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        return string.Create(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores ({model?[(model.IndexOf(':') + 1)..].Trim() ?? "unknown"}), {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}; load average at the start {load}.");
    }
}
