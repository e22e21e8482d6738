namespace Belfry.Attacks.Tests;

/// <summary>What an attack may cost. Attacker and server are one process here, so a bound holds for both.</summary>
internal static class Bound
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs an attack that must be over in time and must not have had more memory allocated, all in all, than said.</summary>
    public static async Task HoldsAsync(int megabytes, Func<Task> attack)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await attack().WaitAsync(_patience, TestContext.Current.CancellationToken);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, megabytes * 1024L * 1024);
    }
}
