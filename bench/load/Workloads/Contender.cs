using Belfry.LoadBench.Measuring;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Workloads;

/// <summary>One who takes part in a row.</summary>
/// <param name="Name">As the report and the aims call it.</param>
/// <param name="RunAsync">One repetition.</param>
internal sealed record Contender(string Name, Func<Task<Sample>> RunAsync)
{
    /// <summary>A contender for each server.</summary>
    public static IReadOnlyList<Contender> Of(IEnumerable<ServerUnderTest> servers, Func<ServerUnderTest, Task<Sample>> run) =>
        [.. servers.Select(server => new Contender(server.Name, () => run(server)))];
}
