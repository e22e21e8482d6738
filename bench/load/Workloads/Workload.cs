namespace Belfry.LoadBench.Workloads;

/// <summary>One row of the report before it is run: the same work for several contenders.</summary>
/// <param name="Name">The row's name, as the report and the aims call it.</param>
/// <param name="Clients">Associations at once.</param>
/// <param name="Contenders">Who takes part, in the report's order.</param>
/// <param name="BytesPerRequest">Payload of a request; 0 where a figure in MB/s would say nothing.</param>
internal sealed record Workload(string Name, int Clients, IReadOnlyList<Contender> Contenders, long BytesPerRequest = 0);
