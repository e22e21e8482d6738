using System.Globalization;
using Belfry.LoadBench.Measuring;
using Belfry.LoadBench.RawClient;
using Belfry.LoadBench.Reporting;
using Belfry.LoadBench.Servers;
using Belfry.LoadBench.Workloads;

namespace Belfry.LoadBench;

/// <summary>The figures of a run that are not rates.</summary>
internal static class CostRows
{
    public static async Task MeasureStartAsync(ServerCatalog catalog, LoadOptions options, Report report)
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

    /// <summary>From the end of a plugin's process to the next answered query.</summary>
    public static void MeasureRestart(Fleet fleet, LoadOptions options, Report report)
    {
        foreach (ServerUnderTest server in fleet.WorklistServers(Fleet.Small).Where(s => s.Name == ServerCatalog.BelfryIsolated))
        {
            var times = new List<double>();
            for (int repetition = 0; repetition < Math.Max(10, options.Repetitions); repetition++)
                times.Add(Cost.RestartMilliseconds(server));

            report.AddCost("restart of a plugin's process to the next answer", server.Name, string.Create(CultureInfo.InvariantCulture, $"{Sample.Median(times):F0} ms"), "≤ 50 ms");
        }
    }

    public static void MeasureIdle(Fleet fleet, Report report)
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

    /// <summary>Of those whose files are not read, and of the peer. Last, since it makes the archives larger.</summary>
    public static void MeasureCommitment(CommitFleet fleet, StoreSink sink, Report report)
    {
        foreach (ServerUnderTest server in fleet.BelfryUnread.Concat(fleet.Orthanc))
        {
            bool isOurs = server.Name == ServerCatalog.Belfry;
            using (var client = new CommitClient(server, sink, firstInstance: 0, StoredStudies.ImagesOfTen))
                AddTimes("commit 10 instances, idle", isOurs ? "≤ 5 ms" : "", client, transactions: 100);
            StoredStudies.StoreLarge(server);
            using (var client = new CommitClient(server, sink, StoredStudies.FirstOfLarge, StoredStudies.ImagesOfLarge))
                AddTimes("commit 10,000 instances, files not read", isOurs ? "< 200 ms" : "", client, transactions: 5);

            void AddTimes(string what, string aim, CommitClient client, int transactions)
            {
                try
                {
                    (double toResponse, double toReport) = CommitCost.Milliseconds(client, transactions);
                    report.AddCost($"{what}: from the request to the response", server.Name, string.Create(CultureInfo.InvariantCulture, $"{toResponse:F1} ms"), "");
                    report.AddCost($"{what}: from the response to the report", server.Name, string.Create(CultureInfo.InvariantCulture, $"{toReport:F1} ms"), aim);
                }
                catch (InvalidDataException fault)
                {
                    report.AddCost(what, server.Name, fault.Message, aim);
                }
            }
        }
    }

    /// <summary>The same by REST, up and down again.</summary>
    public static async Task MeasureLargeFileAsync(StoreFleet fleet, string folder, Report report)
    {
        foreach (ServerUnderTest server in fleet.Durable)
        {
            await DirtyPages.FlushAsync(folder);
            (string upload, string download) = ("refused", "refused");
            try
            {
                (double up, double down) = LargeFile.ExtraMegabytes(server);
                (upload, download) = (More(up), More(down));
            }
            catch (InvalidOperationException fault)
            {
                Console.Error.WriteLine(fault.Message);
            }

            string aim = server.Name == ServerCatalog.Belfry ? "< 64 MB more" : "";
            report.AddCost("peak of resident memory during an upload of 1 GB by REST", server.Name, upload, aim);
            report.AddCost("peak of resident memory during its download", server.Name, download, aim);
        }
    }

    /// <summary>Once for each product, as it is shipped: syncing where it can.</summary>
    public static async Task MeasureLargeInstanceAsync(StoreFleet fleet, string folder, Report report)
    {
        foreach (ServerUnderTest server in fleet.Durable.Concat(fleet.NotDurable).DistinctBy(s => s.Name))
        {
            await DirtyPages.FlushAsync(folder);
            string figure;
            try
            {
                figure = More(LargeInstance.ExtraMegabytes(server));
            }
            catch (InvalidOperationException fault)
            {
                Console.Error.WriteLine(fault.Message);
                figure = "refused";
            }

            report.AddCost("peak of resident memory during an instance of 1 GB", server.Name, figure, server.Name == ServerCatalog.Belfry ? "< 64 MB more" : "");
        }
    }

    private static string More(double megabytes) => string.Create(CultureInfo.InvariantCulture, $"{megabytes:F0} MB more");
}
