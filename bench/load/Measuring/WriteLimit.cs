using System.Diagnostics;
using System.Globalization;

namespace Belfry.LoadBench.Measuring;

/// <summary>A C program that writes the files that the archives write, and syncs them or not: what the disk can do at all.</summary>
/// <param name="program">The compiled store-limit.c.</param>
/// <param name="folder">
/// Where it writes, a folder for each repetition. They stay until the run is over: a file system is slow to give away what was deleted a moment ago,
/// and the next to be measured would pay for it.
/// </param>
internal sealed class WriteLimit(string program, string folder)
{
    private int _repetition;

    /// <summary>One repetition: so many threads write copies of a file, for so many seconds but no more than so many each.</summary>
    /// <exception cref="InvalidOperationException">The program failed.</exception>
    public async Task<Sample> RunAsync(byte[] file, bool isSynced, int threads, double seconds, int mostPerThread)
    {
        string source = folder + ".source";
        string target = string.Create(CultureInfo.InvariantCulture, $"{folder}.{++_repetition}");
        await File.WriteAllBytesAsync(source, file);
        string[] arguments =
        [
            target, source, isSynced ? "sync" : "nosync", threads.ToString(CultureInfo.InvariantCulture), seconds.ToString(CultureInfo.InvariantCulture),
            mostPerThread.ToString(CultureInfo.InvariantCulture),
        ];
        return Read(await OutputAsync(arguments));
    }

    private async Task<string> OutputAsync(string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }

    private static Sample Read(string output)
    {
        double[] figures = [.. output.Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
        return new Sample((int)figures[0], figures[1], figures[2], figures[3], figures[4] * 1e6 / figures[0], ResidentMegabytes: 0);
    }
}
