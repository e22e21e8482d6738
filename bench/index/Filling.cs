using System.Diagnostics;
using System.Globalization;
using Belfry.Archive;

namespace Belfry.IndexBench;

/// <summary>Adds instances from several callers, and says how fast that goes as the index grows.</summary>
internal sealed class Filling(SqliteIndex index, BenchOptions options)
{
    private readonly Samples _samples = new(options);
    private int _nextStudy;

    /// <summary>Studies that were added.</summary>
    public int Studies => _nextStudy;

    public async Task RunAsync(CancellationToken cancellation)
    {
        Console.WriteLine("| Instances | added/s | CPU µs each |");
        Console.WriteLine("|---|---|---|");
        for (var count = 0; count < options.Instances; count += options.Step)
        {
            // Making them is no work of the index: it is done before the clock starts.
            var studies = Enumerable.Range(0, options.Step / options.PerStudy)
                .Select(_ => _nextStudy++)
                .Select(study => Enumerable.Range(0, options.PerStudy).Select(instance => _samples.Make(study, instance)).ToArray()).ToArray();
            var next = -1;
            var cpu = Environment.CpuUsage.TotalTime;
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, options.Callers).Select(_ => Task.Run(
                async () =>
                {
                    while (Interlocked.Increment(ref next) is var study && study < studies.Length)
                    {
                        foreach (var instance in studies[study])
                            await index.AddAsync(instance, cancellation);
                    }
                },
                cancellation)));
            var seconds = clock.Elapsed.TotalSeconds;
            var used = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / options.Step;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {count + options.Step:N0} | {options.Step / seconds:N0} | {used:N0} |"));
            if (options.Unsynced > 0)
                await index.ForgetUnsyncedAsync(await index.MarkUnsyncedAsync(cancellation), cancellation);
        }
    }
}
