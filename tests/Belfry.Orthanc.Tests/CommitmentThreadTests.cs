using Belfry.Orthanc.Tests.Plugins;
using Belfry.Sdk;

namespace Belfry.Orthanc.Tests;

/// <summary>Which storage commitment callbacks of plugins run beside each other, and what they may do.</summary>
public sealed class CommitmentThreadTests
{
    [Fact]
    public async Task Transactions_InParallel_KeepTheirHandlersAndThreads()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("committing.c"));
        var transactions = Enumerable.Range(1, 20).Select(t => CommitAsync(t)).ToArray();
        for (var t = 1; t <= transactions.Length; t++)
            Assert.Equal(Enumerable.Range(0, 500).Select(i => $"1.1.0.{t}.{i}"), (await transactions[t - 1]).Select(a => a.Instance));
        Assert.Equal(
            Enumerable.Range(1, 20).Select(t => $"1.2.{t} 500").Order(StringComparer.Ordinal),
            bench.Log.Reports("destroyed").Order(StringComparer.Ordinal));
        Assert.All(bench.Log.Reports("other-threads"), other => Assert.Equal("0", other));

        Task<IReadOnlyList<(string Instance, CommitmentFailureReason? Reason)>> CommitAsync(int transaction) =>
            bench.CommitAsync(CommitmentBench.Request($"1.2.{transaction}", Enumerable.Range(0, 500).Select(i => $"1.1.0.{transaction}.{i}")));
    }

    [Fact]
    public async Task Lookup_Slow_HoldsUpNeitherOtherTransactionsNorFinds()
    {
        await using var bench = new PluginBench();
        var gate = Path.Combine(bench.Folder, "gate");
        await bench.LoadAsync(bench.Compile("committing.c", "FIND_TOO", "BLOCK_LOOKUP_ON=" + NativeCompiler.Literal(gate)));
        var slow = bench.CommitAsync(CommitmentBench.Request("1.2.1", "1.3.1"));
        await bench.Log.WaitForPluginLineAsync("lookup-blocked=1");
        Assert.Equal([("1.1.0", null)], await bench.CommitAsync(CommitmentBench.Request("1.2.2", "1.1.0")));
        Assert.Empty(await bench.FindAsync(FindBench.Request()));
        Assert.True(bench.Log.HasPluginLine("found"));
        Assert.False(slow.IsCompleted);
        Assert.Equal("1.2.2 1", bench.Log.Report("destroyed"));
        File.WriteAllText(gate, "");
        Assert.Equal([("1.3.1", null)], await slow);
    }

    [Fact]
    public async Task Lookup_AsManyAsAreAllowedAreSlow_OthersWaitAndFactoriesDoNot()
    {
        await using var bench = new PluginBench { ConcurrentCommitments = 1 };
        var gate = Path.Combine(bench.Folder, "gate");
        await bench.LoadAsync(bench.Compile("committing.c", "BLOCK_LOOKUP_ON=" + NativeCompiler.Literal(gate)));
        var slow = bench.CommitAsync(CommitmentBench.Request("1.2.1", "1.3.1"));
        await bench.Log.WaitForPluginLineAsync("lookup-blocked=1");
        var request = CommitmentBench.Request("1.2.2", "1.1.0");
        await using var commitment = await bench.BeginAsync(request);
        using (var cancel = new CancellationTokenSource())
        {
            var cancelled = commitment.AnswerAllAsync(request.References, cancel.Token);
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        }

        var waiting = commitment.AnswerAllAsync(request.References);
        Assert.False(waiting.IsCompleted);
        File.WriteAllText(gate, "");
        Assert.Single(await waiting);
        await slow;
        await commitment.DisposeAsync();

        // The one that was cancelled while it waited never reached the plugin.
        Assert.Equal(["1.2.1 1", "1.2.2 1"], bench.Log.Reports("destroyed").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Factory_Slow_HoldsUpFactoriesOfItsPluginOnly()
    {
        await using var bench = new PluginBench();
        var gate = Path.Combine(bench.Folder, "gate");
        await bench.LoadAsync(
            bench.Compile("committing.c", "FIND_TOO", "BLOCK_FACTORY_ON=" + NativeCompiler.Literal(gate)));
        var first = bench.CommitAsync(CommitmentBench.Request("1.2.1", "1.1.0"));
        await bench.Log.WaitForPluginLineAsync("factory-blocked=1");
        var second = bench.CommitAsync(CommitmentBench.Request("1.2.2", "1.1.0"));
        Assert.Empty(await bench.FindAsync(FindBench.Request()));
        Assert.Single(bench.Log.Reports("asked"));
        Assert.False(second.IsCompleted);
        File.WriteAllText(gate, "");
        Assert.Single(await first);
        Assert.Single(await second);
    }

    [Theory]
    [InlineData("FIRST_VERSION=1")]
    [InlineData("FIRST_VERSION=2")]
    public async Task Callbacks_UseServices_Succeed(string version)
    {
        await using var bench = new PluginBench { ConcurrentCommitments = 1 };
        var item = bench.WriteItem("W01");
        await bench.LoadAsync(bench.Compile("committing.c", version, "FILE_PATH=" + NativeCompiler.Literal(item)));
        Assert.Equal([("1.1.0", null)], await bench.CommitAsync(CommitmentBench.Request("1.2.3", "1.1.0")));
        foreach (var where in (string[])["factory", "lookup"])
        {
            Assert.Equal("0", bench.Log.Report(where + "-configuration"));
            Assert.Equal("0", bench.Log.Report(where + "-file"));
            Assert.Equal("0", bench.Log.Report(where + "-json"));
        }
    }

    [Fact]
    public async Task Callbacks_WithoutGuardLibrary_Work()
    {
        await using var bench = new PluginBench { GuardLibrary = "" };
        await bench.LoadAsync(bench.Compile("committing.c", "FACTORIES=2", "TAKER=2"));
        Assert.Equal(
            [("1.1.0", null), ("1.2.15", CommitmentFailureReason.ProcessingFailure)],
            await bench.CommitAsync(CommitmentBench.Request("1.2.3", "1.1.0", "1.2.15")));
        Assert.Equal("1.2.3 2", bench.Log.Report("destroyed"));
    }

    [Fact]
    public async Task Load_NoPlaceForLookups_IsRefused()
    {
        await using var bench = new PluginBench { ConcurrentCommitments = 0 };
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => bench.LoadAsync());
    }
}
