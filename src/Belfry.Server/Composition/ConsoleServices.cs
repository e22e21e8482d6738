using Belfry.Orthanc;
using Belfry.Sdk;
using Belfry.Server.Plugins;
using Belfry.Web;
using Belfry.Worklists;

namespace Belfry.Server.Composition;

/// <summary>What the console is told of plugins and worklists.</summary>
internal static class ConsoleServices
{
    private static readonly (Type Interface, string Name)[] _services =
    [
        (typeof(IWorklistHandler), "worklist"),
        (typeof(IFindHandler), "C-FIND"),
        (typeof(IRetrieveHandler), "C-MOVE, C-GET"),
        (typeof(IStoreHandler), "C-STORE"),
        (typeof(IStorageCommitmentHandler), "storage commitment"),
        (typeof(IRestHandler), "REST"),
        (typeof(IRestFilter), "filter of REST"),
        (typeof(IInstanceCoercer), "coercion of instances"),
        (typeof(IInstanceFilter), "filter of instances"),
        (typeof(IArchiveObserver), "events of the archive"),
        (typeof(IJobHandler), "jobs"),
    ];

    /// <summary>The plugins as they are now.</summary>
    public static IReadOnlyList<ConsolePlugin> Describe(PluginSet? plugins, PluginFaults faults) =>
        [.. (plugins?.Managed ?? []).Select(plugin => Describe(plugin, faults.LastOf(plugin.Name))), .. (plugins?.Native?.Plugins ?? []).Select(plugin => Describe(plugin, faults.LastOf(plugin.Name)))];

    /// <summary>Who answers worklist queries; the folder lists its items, others have to be asked.</summary>
    public static IReadOnlyList<WorklistSource> WorklistsOf(PluginSet? plugins) =>
        [.. (plugins?.Worklists ?? []).Select(static chosen => new WorklistSource(chosen.Source, chosen.CalledAETitle, chosen.Handler)
        {
            Items = chosen.Handler is FolderWorklist listing ? () => listing.Items : null,
            Narrow = chosen.Handler is FolderWorklist narrowing ? narrowing.Narrow : null,
        })];

    private static ConsolePlugin Describe(ManagedPlugin plugin, PluginFault? fault) =>
        new(plugin.Name, plugin.Version, plugin.Description, plugin.Path.Length == 0 ? "built in" : "managed",
            [.. _services.Where(service => service.Interface.IsInstanceOfType(plugin.Instance)).Select(static service => service.Name)])
        {
            Path = plugin.Path,
            Handler = plugin.Instance.GetType().FullName,
            LastError = fault?.Text,
            LastErrorAt = fault?.At,
        };

    private static ConsolePlugin Describe(OrthancPluginInfo plugin, PluginFault? fault) =>
        new(plugin.Name, plugin.Version, plugin.Description, "native", plugin.Callbacks)
        {
            Path = plugin.Path,
            Handler = plugin.Name,
            Unserved = plugin.Unserved,
            IsIsolated = plugin.Process is not null,
            ProcessId = plugin.Process?.ProcessId,
            Restarts = plugin.Process?.Restarts ?? 0,
            LastError = plugin.Process is { } process ? process.LastError : fault?.Text,
            LastErrorAt = plugin.Process is { } same ? same.LastErrorAt : fault?.At,
        };
}
