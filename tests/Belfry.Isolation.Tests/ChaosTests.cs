using System.Globalization;
using Belfry.Dicom;
using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Isolation.Tests;

/// <summary>It counts descriptors and children of the whole process: nothing may run beside it.</summary>
[CollectionDefinition(nameof(ChaosTests), DisableParallelization = true)]
public sealed class ChaosTestsAlone;

/// <summary>
/// A thousand ends of a plugin's process, by every fault in every callback, while other requests of the same plugin are under way: those are all answered,
/// and nothing is left behind.
/// </summary>
[Collection(nameof(ChaosTests))]
public sealed class ChaosTests
{
    private const int Ends = 1000;

    private static readonly string[] s_quick = ["SEGV", "ABORT", "EXIT", "QUIT", "TRASH"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Faults_AThousandEndsUnderLoad_NoOtherRequestFailsAndNothingGrows()
    {
        await using var bench = await ChaosBench.LoadAsync(TimeSpan.FromSeconds(5), 128L * 1024 * 1024);
        using var load = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<int>[] others =
        [
            AskOnAsync(load.Token, async _ => Assert.Equal(DimseStatus.Success, await bench.WorklistAsync(ChaosBench.Healthy))),
            AskOnAsync(load.Token, async _ => Assert.Equal(DimseStatus.Success, await bench.FindAsync(ChaosBench.Healthy))),
            AskOnAsync(load.Token, async i => Assert.Equal([null, null], await bench.CommitAsync(ChaosBench.Healthy, Transaction("2.25.9", i), "1.1", "1.2"))),
        ];
        await FailAsync(bench, ["SEGV"], 0);
        var files = OpenFiles();
        var memory = Memory();
        await FailAsync(bench, ["THROW", "LEAK"], 1);
        await FailSlowlyAsync(bench);
        for (var round = 2; Restarts(bench) < Ends; round++)
        {
            await FailAsync(bench, s_quick, round);
            Assert.All(others, other => Assert.False(other.IsFaulted, $"{LastEnds(bench)}{other.Exception}"));
        }

        await load.CancelAsync();
        Assert.All(await Task.WhenAll(others), static asked => Assert.InRange(asked, 1, int.MaxValue));

        // One process, its socket and its memory are there before and after; a request that is just ending may hold one more.
        Assert.InRange(OpenFiles(), 0, files + 3);
        Assert.InRange(Memory() - memory, long.MinValue, 48L * 1024 * 1024);
        Assert.Single(Children());
        TestContext.Current.TestOutputHelper?.WriteLine($"{Restarts(bench)} restarts, the median in {MedianRestart(bench)} ms");
    }

    // Each fault in each callback, one after the other.
    private static async Task FailAsync(PluginBench bench, IReadOnlyList<string> faults, int round)
    {
        foreach (var fault in faults)
        {
            Assert.Equal(ChaosBench.Failure, await bench.WorklistAsync(fault + ".CALL"));
            Assert.Equal(ChaosBench.Failure, await bench.FindAsync(fault + ".CALL"));

            // A plugin that ends six times in a row without an answer in between is let lie for a while.
            Assert.Equal(DimseStatus.Success, await bench.WorklistAsync(ChaosBench.Healthy));
            foreach (var place in (string[])["CALL", "SIZE", "APPLY"])
                Assert.Equal(ChaosBench.Failure, await bench.MoveAsync($"{fault}.{place}"));
            Assert.Equal(DimseStatus.Success, await bench.MoveAsync(fault + ".FREE"));
            await CommitAsync(bench, fault, round);
        }
    }

    private static async Task CommitAsync(PluginBench bench, string fault, int round)
    {
        // What throws fails an instance, and a factory that throws the whole; all else is done again in the next process.
        var isCaught = fault == "THROW";
        var answers = await bench.CommitAsync(fault + ".LOOK", Transaction("2.25.1", round), "1.1", "1.9", "1.2");
        Assert.Equal([null, isCaught ? Sdk.CommitmentFailureReason.ProcessingFailure : null, null], answers);
        Assert.Equal([null, null], await bench.CommitAsync(fault + ".END", Transaction("2.25.2", round), "1.1", "1.2"));
        if (!isCaught)
            Assert.Equal([null, null], await bench.CommitAsync(fault + ".CALL", Transaction("2.25.3", round), "1.1", "1.2"));
    }

    private static async Task FailSlowlyAsync(PluginBench bench)
    {
        Assert.Equal(ChaosBench.Failure, await bench.WorklistAsync("SPIN.CALL"));
        Assert.Equal(ChaosBench.Failure, await bench.FindAsync("SLEEP.CALL"));
        Assert.Equal(ChaosBench.Failure, await bench.MoveAsync("SPIN.APPLY"));
        Assert.Equal([null, null, null], await bench.CommitAsync("SLEEP.LOOK", "2.25.4", "1.1", "1.9", "1.2"));
    }

    private static async Task<int> AskOnAsync(CancellationToken until, Func<int, Task> ask)
    {
        var count = 0;
        while (!until.IsCancellationRequested)
            await ask(count++);
        return count;
    }

    private static string Transaction(string root, int number) => string.Create(CultureInfo.InvariantCulture, $"{root}.{number}");

    private static int MedianRestart(PluginBench bench)
    {
        int[] times = [.. bench.Log.Lines.Where(static line => line.Id.Id == 5062).Select(static line => int.Parse(line.Text.Split(' ')[^2], CultureInfo.InvariantCulture)).Order()];
        return times[times.Length / 2];
    }

    private static string LastEnds(PluginBench bench) =>
        string.Concat(bench.Log.Lines.Where(static line => line.Id.Id is 5061 or 5063).TakeLast(12).Select(static line => line.Text + Environment.NewLine));

    private static long Restarts(PluginBench bench) => bench.Plugins.Plugins[0].Process?.Restarts ?? 0;

    private static int OpenFiles() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static string[] Children() =>
    [
        .. Directory.EnumerateDirectories("/proc/self/task").SelectMany(static task => File.ReadAllText(Path.Combine(task, "children"))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
    ];
}
