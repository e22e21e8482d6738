using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Jobs.Tests;

/// <summary>Whatever happens to two servers: never two runs of a job at once, no step that was saved is lost, and every job ends.</summary>
public sealed class LeasePropertyTests
{
    [Fact]
    public async Task TwoServers_AnyScript_NeverRunAJobTwiceAtOnce() =>
        await Gen.Byte.Array[10, 120].SampleAsync(
            async script =>
            {
                var clock = new FakeTimeProvider();
                var faults = await TwoServers.RunAsync(clock, new MemoryJobStore(clock), script);
                Assert.True(faults.Count == 0, string.Join("\n", faults));
            },
            iter: 150);
}
