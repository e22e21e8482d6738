using System.Diagnostics;
using System.Globalization;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Measuring;

/// <summary>Shipped client tools as load: so many processes at once, each repeating its request on one association.</summary>
internal static class ToolLoop
{
    /// <summary>
    /// Measures so many repeats over what a single one costs: starting a tool and associating are no part of a request, and take
    /// longer than thousands of them. A file, if there is one, follows host and port on the command line.
    /// </summary>
    public static async Task<Sample> RunAsync(ServerUnderTest server, string tool, IReadOnlyList<string> arguments, int clients, int repeat, string? file = null)
    {
        (double Seconds, double Cpu) once = await RunAllAsync(server, tool, arguments, clients, 1, file);
        (double Seconds, double Cpu) all = await RunAllAsync(server, tool, arguments, clients, repeat + 1, file);
        int requests = clients * repeat;
        double seconds = Math.Max(all.Seconds - once.Seconds, 1e-3);
        return new Sample(requests, requests / seconds, double.NaN, double.NaN, Math.Max(all.Cpu - once.Cpu, 0) * 1e6 / requests, server.ResidentMegabytes);
    }

    private static async Task<(double Seconds, double Cpu)> RunAllAsync(
        ServerUnderTest server, string tool, IReadOnlyList<string> arguments, int clients, int repeat, string? file)
    {
        double cpu = server.CpuSeconds;
        long began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => RunToolAsync(server, tool, arguments, repeat, file)));
        return (Stopwatch.GetElapsedTime(began).TotalSeconds, server.CpuSeconds - cpu);
    }

    private static async Task RunToolAsync(ServerUnderTest server, string tool, IReadOnlyList<string> arguments, int repeat, string? file)
    {
        var start = new ProcessStartInfo(tool) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("--repeat");
        start.ArgumentList.Add(repeat.ToString(CultureInfo.InvariantCulture));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);

        start.ArgumentList.Add("127.0.0.1");
        start.ArgumentList.Add(server.Port.ToString(CultureInfo.InvariantCulture));
        if (file is not null)
            start.ArgumentList.Add(file);

        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{tool} did not start.");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{tool} against {server.Name} ended with {process.ExitCode}: {errors}");
    }
}
