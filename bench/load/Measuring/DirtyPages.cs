using System.Diagnostics;

namespace Belfry.LoadBench.Measuring;

/// <summary>Writes back what the last repetition left in memory, so that the next one does not pay for it.</summary>
internal static class DirtyPages
{
    public static async Task FlushAsync(string folder)
    {
        using Process process = Process.Start(new ProcessStartInfo("sync", ["-f", folder])) ?? throw new InvalidOperationException("sync did not start.");
        await process.WaitForExitAsync();
    }
}
