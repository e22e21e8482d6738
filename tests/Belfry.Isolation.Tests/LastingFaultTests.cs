using Belfry.Sdk;

namespace Belfry.Isolation.Tests;

/// <summary>A fault that comes again in each process. They wait for the delays between starts, beside other tests.</summary>
public sealed class LastingFaultTests
{
    [Theory]
    [InlineData("SEGV")]
    [InlineData("SLEEP")]
    public async Task Commitment_FaultAlways_FailsThatInstanceOnly(string fault)
    {
        await using var bench = await ChaosBench.LoadAsync(FaultTests.LimitFor(fault), FaultTests.MaximumMemory);
        CommitmentFailureReason? failed = CommitmentFailureReason.ProcessingFailure;
        Assert.Equal([null, failed, null], await bench.CommitAsync(fault + ".LOOK", "2.25.5", "1.1", "1.8", "1.2"));
    }
}
