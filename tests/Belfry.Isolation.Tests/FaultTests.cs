using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Isolation.Tests;

/// <summary>Each fault in each callback ends its own request; what comes after it is answered.</summary>
public sealed class FaultTests
{
    internal const long MaximumMemory = 100L * 1024 * 1024;

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(600);

    public static TheoryData<string> Faults => ["SEGV", "ABORT", "EXIT", "QUIT", "THROW", "SPIN", "SLEEP", "LEAK", "TRASH"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Worklist_Fault_FailsAndTheNextIsAnswered(string fault)
    {
        await using var bench = await ChaosBench.LoadAsync(LimitFor(fault), MaximumMemory);
        Assert.Equal(DimseStatus.Success, await bench.WorklistAsync(ChaosBench.Healthy));
        Assert.Equal(ChaosBench.Failure, await bench.WorklistAsync(fault + ".CALL"));
        Assert.Equal(DimseStatus.Success, await bench.WorklistAsync(ChaosBench.Healthy));

        // An earlier query may have left the damage: the one that ends the process gets a second process, and ends that too.
        Assert.Equal(fault switch { "THROW" => 0, "SPIN" or "SLEEP" => 1, _ => 2 }, bench.Plugins.Plugins[0].Process?.Restarts);
    }

    [Fact]
    public async Task Worklist_CrashThatLeavesACopyOfTheProcess_IsNoticedAsAnyOther()
    {
        await using var bench = await ChaosBench.LoadAsync(LimitFor("FORK"), MaximumMemory);
        Assert.Equal(DimseStatus.Success, await bench.WorklistAsync(ChaosBench.Healthy));
        Assert.Equal(ChaosBench.Failure, await bench.WorklistAsync("FORK.CALL"));
        Assert.Equal(DimseStatus.Success, await bench.WorklistAsync(ChaosBench.Healthy));

        // One whose time is up is not asked a second time.
        Assert.Equal(2, bench.Plugins.Plugins[0].Process?.Restarts);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Find_Fault_FailsAndTheNextIsAnswered(string fault)
    {
        await using var bench = await ChaosBench.LoadAsync(LimitFor(fault), MaximumMemory);
        Assert.Equal(ChaosBench.Failure, await bench.FindAsync(fault + ".CALL"));
        Assert.Equal(DimseStatus.Success, await bench.FindAsync(ChaosBench.Healthy));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Move_Fault_FailsAndTheNextIsPerformed(string fault)
    {
        await using var bench = await ChaosBench.LoadAsync(LimitFor(fault), MaximumMemory);
        foreach (var place in (string[])["CALL", "SIZE", "APPLY"])
        {
            Assert.Equal(ChaosBench.Failure, await bench.MoveAsync($"{fault}.{place}"));
            Assert.Equal(DimseStatus.Success, await bench.MoveAsync(ChaosBench.Healthy));
        }

        // All is done when freeMove is called.
        Assert.Equal(DimseStatus.Success, await bench.MoveAsync(fault + ".FREE"));
        Assert.Equal(DimseStatus.Success, await bench.MoveAsync(ChaosBench.Healthy));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Commitment_FaultOnce_GoesOnInTheNextProcess(string fault)
    {
        await using var bench = await ChaosBench.LoadAsync(LimitFor(fault), MaximumMemory);
        CommitmentFailureReason? missing = CommitmentFailureReason.NoSuchObjectInstance;
        CommitmentFailureReason? failed = fault == "THROW" ? CommitmentFailureReason.ProcessingFailure : null;
        Assert.Equal([null, missing, failed, null], await bench.CommitAsync(fault + ".LOOK", "2.25.1", "1.1", "1.7", "1.9", "1.2"));
        Assert.Equal([null, missing], await bench.CommitAsync(fault + ".END", "2.25.2", "1.1", "1.7"));
        Assert.Equal([null, missing], await bench.CommitAsync(ChaosBench.Healthy, "2.25.3", "1.1", "1.7"));
        if (fault != "THROW")
            Assert.Equal([null, missing], await bench.CommitAsync(fault + ".CALL", "2.25.4", "1.1", "1.7"));
    }

    /// <summary>How long a callback may take.</summary>
    internal static TimeSpan LimitFor(string fault) => fault is "SPIN" or "SLEEP" ? s_short : TimeSpan.FromSeconds(20);
}
