using System.Globalization;
using Belfry.LoadBench.Measuring;
using Belfry.LoadBench.RawClient;
using Belfry.LoadBench.Reporting;
using Belfry.LoadBench.Servers;
using Belfry.LoadBench.Workloads;

namespace Belfry.LoadBench;

/// <summary>One run: starts who is needed, measures row by row, repetition by repetition in alternating order.</summary>
internal static class LoadRun
{
    /// <returns>The report; everybody kept data in the folder.</returns>
    public static async Task<string> RunAsync(string folder, LoadOptions options)
    {
        string machine = Machine.Describe();
        var report = new Report();
        var catalog = new ServerCatalog(folder, options);
        if (options.Includes("start"))
            await CostRows.MeasureStartAsync(catalog, options, report);

        if (WorkloadCatalog.Names.Any(options.Includes) || options.Includes("memory"))
            await MeasureServersAsync(catalog, options, report);

        if (PluginRows.Names.Any(options.Includes))
            await MeasurePluginsAsync(catalog, folder, options, report);

        if (LiveRows.Names.Any(options.Includes) && options.BelfryProgram is not null)
        {
            using LiveFleet fleet = await LiveFleet.StartAsync(catalog);
            await MeasureAsync(new LiveRows(fleet, options).Rows(), options, report);
        }

        using var sink = new StoreSink();
        var archives = new ArchiveCatalog(folder, sink.Port, options);
        var limits = new LimitCatalog(folder, options);
        if (StoreRows.Names.Concat(UploadRows.Names).Any(options.Includes) || options.Includes("memory"))
            await MeasureStoreAsync(archives, limits, folder, options, report);

        if (QueryRows.Names.Concat(RestRows.Names).Any(options.Includes))
        {
            using QueryFleet fleet = await QueryFleet.StartAsync(archives, limits, sink, options);
            await MeasureAsync([.. new QueryRows(fleet, options).Rows(), .. new RestRows(fleet, options).Rows()], options, report);
        }

        if (CommitRows.Names.Any(options.Includes))
        {
            using CommitFleet fleet = await CommitFleet.StartAsync(archives, options);
            await MeasureAsync(new CommitRows(sink, fleet, options).Rows(), options, report);
            CostRows.MeasureCommitment(fleet, sink, report);
        }

        return $"{machine} {options.Repetitions} repetitions of {options.Seconds.ToString(CultureInfo.InvariantCulture)} s in alternating order, medians.\n\n{report.ToMarkdown()}";
    }

    private static async Task MeasureServersAsync(ServerCatalog catalog, LoadOptions options, Report report)
    {
        using Fleet fleet = await Fleet.StartAsync(catalog, options);
        await MeasureAsync(new WorkloadCatalog(fleet, options).Rows(), options, report);
        if (options.Includes("worklist"))
            CostRows.MeasureRestart(fleet, options, report);
        // Last, since a server may need a while to recover from a thousand associations.
        if (options.Includes("memory"))
            CostRows.MeasureIdle(fleet, report);
    }

    private static async Task MeasurePluginsAsync(ServerCatalog catalog, string folder, LoadOptions options, Report report)
    {
        if (!File.Exists(options.ExportedPlugin) || !File.Exists(options.ManagedPlugin))
        {
            Console.Error.WriteLine($"No figures of plugins: {options.ExportedPlugin} or {options.ManagedPlugin} is missing; \"run.sh plugin\" makes them.");
            return;
        }

        using PluginFleet fleet = await PluginFleet.StartAsync(catalog, folder, options);
        await MeasureAsync(new PluginRows(fleet, options).Rows(), options, report);
    }

    private static async Task MeasureStoreAsync(ArchiveCatalog archives, LimitCatalog limits, string folder, LoadOptions options, Report report)
    {
        using StoreFleet fleet = await StoreFleet.StartAsync(archives, limits, options);
        var limit = new WriteLimit(options.WriteLimitProgram, Path.Combine(folder, "store-limit-files"));
        await MeasureAsync([.. new StoreRows(fleet, limit, folder, options).Rows(), .. new UploadRows(fleet, folder, options).Rows()], options, report);
        if (UploadRows.Names.Any(options.Includes) || options.Includes("memory"))
            await CostRows.MeasureLargeFileAsync(fleet, folder, report);
        if (StoreRows.Names.Any(options.Includes) || options.Includes("memory"))
            await CostRows.MeasureLargeInstanceAsync(fleet, folder, report);
    }

    private static async Task MeasureAsync(IEnumerable<Workload> rows, LoadOptions options, Report report)
    {
        foreach (Workload row in rows.Where(r => options.Includes(r.Name) && r.Contenders.Count > 0))
            await MeasureAsync(row, options, report);
    }

    private static async Task MeasureAsync(Workload row, LoadOptions options, Report report)
    {
        Dictionary<Contender, List<Sample>> samples = row.Contenders.ToDictionary(contender => contender, _ => new List<Sample>());
        for (int repetition = 0; repetition < options.WarmUps + options.Repetitions; repetition++)
        {
            foreach (Contender contender in repetition % 2 == 0 ? row.Contenders : row.Contenders.Reverse())
            {
                if (!samples.TryGetValue(contender, out List<Sample>? taken))
                    continue;

                try
                {
                    Sample sample = await contender.RunAsync();
                    if (repetition >= options.WarmUps)
                        taken.Add(sample);
                }
                catch (InvalidOperationException fault)
                {
                    samples.Remove(contender);
                    Console.Error.WriteLine($"{row.Name} x{row.Clients} has no figures of {fault.Message}");
                }
            }
        }

        foreach (Contender contender in row.Contenders.Where(samples.ContainsKey))
        {
            Sample median = Sample.Median(samples[contender]);
            report.Add(row.Name, row.Clients, contender.Name, median, row.BytesPerRequest);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{row.Name} x{row.Clients} {contender.Name}: {median.Rate:F1}/s p50 {median.P50:F0} p99 {median.P99:F0} cpu {median.CpuPerRequest:F1} µs"));
        }
    }
}
