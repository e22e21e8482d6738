using System.Globalization;
using Belfry.LoadBench.Measuring;
using Belfry.LoadBench.Reporting;
using Belfry.LoadBench.Servers;
using Belfry.LoadBench.Workloads;

namespace Belfry.LoadBench;

/// <summary>One run: starts everybody, measures row by row, repetition by repetition in alternating order.</summary>
internal static class LoadRun
{
    public static async Task<string> RunAsync(ServerCatalog catalog, LoadOptions options)
    {
        string machine = Machine.Describe();
        var report = new Report();
        if (options.Includes("start"))
            await MeasureStartAsync(catalog, options, report);

        using Fleet fleet = await Fleet.StartAsync(catalog, options);
        foreach (Workload row in new WorkloadCatalog(fleet, options).Rows())
            await MeasureAsync(row, options.Repetitions, report);

        // Last, since a server may need a while to recover from a thousand associations.
        if (options.Includes("memory"))
            MeasureMemory(fleet, report);

        return $"{machine} {options.Repetitions} repetitions of {options.Seconds.ToString(CultureInfo.InvariantCulture)} s in alternating order, medians.\n\n{report.ToMarkdown()}";
    }

    private static async Task MeasureAsync(Workload row, int repetitions, Report report)
    {
        Dictionary<ServerUnderTest, List<Sample>> samples = row.Servers.ToDictionary(server => server, _ => new List<Sample>());
        for (int repetition = 0; repetition <= repetitions; repetition++)
        {
            foreach (ServerUnderTest server in repetition % 2 == 0 ? row.Servers : row.Servers.Reverse())
            {
                if (!samples.TryGetValue(server, out List<Sample>? taken))
                    continue;

                try
                {
                    Sample sample = await row.RunAsync(server);
                    if (repetition > 0)
                        taken.Add(sample);
                }
                catch (InvalidOperationException fault)
                {
                    samples.Remove(server);
                    Console.Error.WriteLine($"{row.Name} x{row.Clients} has no figures of {fault.Message}");
                }
            }
        }

        foreach (ServerUnderTest server in row.Servers.Where(samples.ContainsKey))
        {
            Sample median = Sample.Median(samples[server]);
            report.Add(row.Name, row.Clients, server.Name, median);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{row.Name} x{row.Clients} {server.Name}: {median.Rate:F1}/s p50 {median.P50:F0} p99 {median.P99:F0} cpu {median.CpuPerRequest:F1} µs"));
        }
    }

    private static async Task MeasureStartAsync(ServerCatalog catalog, LoadOptions options, Report report)
    {
        List<(string Name, Func<ServerUnderTest> Launch, string Time, string Memory)> servers =
            [(ServerCatalog.Orthanc, () => catalog.LaunchOrthanc(Fleet.Large), "", "")];
        if (options.BelfryProgram is not null)
            servers.Insert(0, (ServerCatalog.Belfry, () => catalog.LaunchBelfry(Fleet.Large), "≤ 500 ms", "≤ 100 MB"));

        foreach ((string name, Func<ServerUnderTest> launch, string time, string memory) in servers)
        {
            var times = new List<double>();
            var sizes = new List<double>();
            for (int repetition = 0; repetition < options.Repetitions; repetition++)
            {
                (double milliseconds, double megabytes) = await Cost.StartAsync(launch);
                times.Add(milliseconds);
                sizes.Add(megabytes);
            }

            report.AddCost("start to first answered echo", name, string.Create(CultureInfo.InvariantCulture, $"{Sample.Median(times):F0} ms"), time);
            report.AddCost("resident memory after start", name, string.Create(CultureInfo.InvariantCulture, $"{Sample.Median(sizes):F0} MB"), memory);
        }
    }

    private static void MeasureMemory(Fleet fleet, Report report)
    {
        // DCMTK forks a process for each association: a thousand of them measure the machine.
        foreach (ServerUnderTest server in fleet.EchoServers.Where(s => s.Name != ServerCatalog.Dcmtk))
        {
            double? extra = Cost.IdleMegabytes(server);
            report.AddCost(
                $"{Cost.IdleAssociations:N0} idle associations",
                server.Name,
                extra is null ? "refused" : string.Create(CultureInfo.InvariantCulture, $"{extra:F0} MB more"),
                server.Name == ServerCatalog.Belfry ? "≤ 60 MB more" : "");
        }
    }
}
