using System.Diagnostics;
using System.Globalization;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Measuring;

/// <summary>Shipped client tools as load: so many processes at once, each repeating its request on one association.</summary>
internal static class ToolLoop
{
    public static async Task<Sample> RunAsync(ServerUnderTest server, string tool, IReadOnlyList<string> arguments, int clients, int repeat)
    {
        double cpu = server.CpuSeconds;
        long began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => RunToolAsync(server, tool, arguments, repeat)));
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        cpu = server.CpuSeconds - cpu;
        int requests = clients * repeat;
        return new Sample(requests, requests / seconds, double.NaN, double.NaN, cpu * 1e6 / requests, server.ResidentMegabytes);
    }

    private static async Task RunToolAsync(ServerUnderTest server, string tool, IReadOnlyList<string> arguments, int repeat)
    {
        var start = new ProcessStartInfo(tool) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("--repeat");
        start.ArgumentList.Add(repeat.ToString(CultureInfo.InvariantCulture));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);

        start.ArgumentList.Add("127.0.0.1");
        start.ArgumentList.Add(server.Port.ToString(CultureInfo.InvariantCulture));
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{tool} did not start.");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{tool} against {server.Name} ended with {process.ExitCode}: {errors}");
    }
}
