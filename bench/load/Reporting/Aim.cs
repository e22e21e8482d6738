using Belfry.LoadBench.Servers;
using Belfry.LoadBench.Workloads;

namespace Belfry.LoadBench.Reporting;

/// <summary>A ratio that the product is to reach.</summary>
/// <param name="Row">In which row.</param>
/// <param name="Subject">Whose figure is above the line.</param>
/// <param name="Peer">Whose figure is below it.</param>
/// <param name="Ratio">The least that is asked.</param>
/// <param name="PerCpu">True: requests per CPU second; false: requests per second.</param>
/// <param name="Clients">At so many associations; null for any number.</param>
internal sealed record Aim(string Row, string Subject, string Peer, double Ratio, bool PerCpu, int? Clients = null)
{
    public static IReadOnlyList<Aim> All { get; } =
    [
        .. Both(WorkloadCatalog.OneOfThousand, ServerCatalog.Belfry, ServerCatalog.Orthanc, 200),
        .. Both(WorkloadCatalog.OneOfThousand, ServerCatalog.Belfry, ServerCatalog.Dcmtk, 100),
        .. Both(WorkloadCatalog.AllOfThousand, ServerCatalog.Belfry, ServerCatalog.Orthanc, 20),
        .. Both(WorkloadCatalog.AllOfThousand, ServerCatalog.Belfry, ServerCatalog.Dcmtk, 20),
        .. Both(WorkloadCatalog.TenOfTen, ServerCatalog.Belfry, ServerCatalog.Orthanc, 15),
        .. Both(WorkloadCatalog.TenOfTen, ServerCatalog.Belfry, ServerCatalog.Dcmtk, 15),
        .. Both(WorkloadCatalog.OneOfThousand, ServerCatalog.BelfryNative, ServerCatalog.Orthanc, 3),
        .. Both(WorkloadCatalog.AllOfThousand, ServerCatalog.BelfryNative, ServerCatalog.Orthanc, 3),
        .. Both(WorkloadCatalog.TenOfTen, ServerCatalog.BelfryNative, ServerCatalog.Orthanc, 3),
        new(WorkloadCatalog.TenOfTen, ServerCatalog.BelfryIsolated, ServerCatalog.BelfryNative, 0.5, PerCpu: false),
        new(WorkloadCatalog.OneOfThousand, ServerCatalog.BelfryIsolated, ServerCatalog.BelfryNative, 0.5, PerCpu: false),
        new(WorkloadCatalog.Echo, ServerCatalog.Belfry, ServerCatalog.Orthanc, 3, PerCpu: true),
        new(WorkloadCatalog.Echo, ServerCatalog.Belfry, ServerCatalog.Dcmtk, 1.2, PerCpu: true),
        new(WorkloadCatalog.Echo, ServerCatalog.Belfry, ServerCatalog.Tcp, 0.6, PerCpu: false),
        new(WorkloadCatalog.Echo, ServerCatalog.Belfry, ServerCatalog.Tcp, 0.6, PerCpu: true),
        new(WorkloadCatalog.ToolEcho, ServerCatalog.Belfry, ServerCatalog.Orthanc, 400, PerCpu: false),
        new(WorkloadCatalog.ToolEcho, ServerCatalog.Belfry, ServerCatalog.Dcmtk, 400, PerCpu: false),
        new(WorkloadCatalog.Association, ServerCatalog.Belfry, ServerCatalog.Orthanc, 2, PerCpu: false),
        new(PluginRows.Managed, ServerCatalog.ManagedPlugin, ServerCatalog.ManagedEcho, 0.7, PerCpu: false),
        // At most 1.2 times the CPU time.
        new(PluginRows.Exported, ServerCatalog.ExportedPlugin, ServerCatalog.CPlugin, 0.83, PerCpu: true),
        new(StoreRows.DurableSmall, ServerCatalog.Belfry, ServerCatalog.Orthanc, 5, PerCpu: false, Clients: 8),
        new(StoreRows.DurableLarge, ServerCatalog.Belfry, ArchiveCatalog.WriteLimit, 0.9, PerCpu: false),
        new(StoreRows.Small, ServerCatalog.Belfry, ArchiveCatalog.WriteLimit, 0.8, PerCpu: false),
        new(StoreRows.Large, ServerCatalog.Belfry, ArchiveCatalog.WriteLimit, 0.8, PerCpu: false),
        new(StoreRows.Small, ServerCatalog.Belfry, ArchiveCatalog.Storescp, 1, PerCpu: false),
        new(StoreRows.Large, ServerCatalog.Belfry, ArchiveCatalog.Storescp, 1, PerCpu: false),
        .. Both(QueryRows.Study, ServerCatalog.Belfry, ServerCatalog.Orthanc, 10),
        .. Both(QueryRows.Study, ServerCatalog.Belfry, ArchiveCatalog.Qrscp, 10),
        .. Both(QueryRows.Images, ServerCatalog.Belfry, ServerCatalog.Orthanc, 10),
        .. Both(QueryRows.Images, ServerCatalog.Belfry, ArchiveCatalog.Qrscp, 5),
        .. Both(QueryRows.Move, ServerCatalog.Belfry, ServerCatalog.Orthanc, 4),
        .. Both(QueryRows.Move, ServerCatalog.Belfry, ArchiveCatalog.Qrscp, 4),
        .. Both(QueryRows.Get, ServerCatalog.Belfry, ServerCatalog.Orthanc, 4),
        .. Both(QueryRows.Get, ServerCatalog.Belfry, ArchiveCatalog.Qrscp, 4),
        .. RestRows.Names.SelectMany(row => Both(row, ServerCatalog.Belfry, ServerCatalog.Orthanc, 5)),
        .. UploadRows.Names.SelectMany(row => Both(row, ServerCatalog.Belfry, ServerCatalog.Orthanc, 3)),
        .. LiveRows.Names.SelectMany(row => Both(row, ServerCatalog.Belfry, ServerCatalog.Quiet, 0.97)),
        new(CommitRows.Ten, ServerCatalog.Belfry, ServerCatalog.Orthanc, 5, PerCpu: true),
        new(CommitRows.Ten, ServerCatalog.Belfry, ServerCatalog.Orthanc, 3, PerCpu: false, Clients: 8),
    ];

    private static IEnumerable<Aim> Both(string row, string subject, string peer, double ratio) =>
        [new(row, subject, peer, ratio, PerCpu: false), new(row, subject, peer, ratio, PerCpu: true)];
}
