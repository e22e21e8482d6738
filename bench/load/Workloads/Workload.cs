using Belfry.LoadBench.Measuring;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Workloads;

/// <summary>One row of the report before it is run: the same work for several servers.</summary>
/// <param name="Name">The row's name, as the report and the aims call it.</param>
/// <param name="Clients">Associations at once.</param>
/// <param name="Servers">Who takes part, in the report's order.</param>
/// <param name="RunAsync">One repetition at one server.</param>
internal sealed record Workload(string Name, int Clients, IReadOnlyList<ServerUnderTest> Servers, Func<ServerUnderTest, Task<Sample>> RunAsync);
