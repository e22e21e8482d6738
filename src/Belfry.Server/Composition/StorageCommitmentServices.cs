using Belfry.Archive;
using Belfry.Sdk;
using Belfry.Server.Configuration;
using Belfry.Server.Plugins;
using Belfry.Services;

namespace Belfry.Server.Composition;

/// <summary>Storage commitment as configured.</summary>
internal static class StorageCommitmentServices
{
    /// <summary>Makes the service; null when nobody answers for instances.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="handlers">Who is asked.</param>
    /// <param name="permissions">Gives the modalities that are known now.</param>
    /// <param name="loggers">Where services log.</param>
    /// <param name="clock">Time.</param>
    /// <param name="outgoing">Makes the associations.</param>
    public static CommitmentServices? Create(
        ServerConfiguration configuration,
        IReadOnlyList<ChosenHandler<IStorageCommitmentHandler>> handlers,
        Func<DicomPermissions> permissions,
        ILoggerFactory loggers,
        TimeProvider clock,
        OutgoingAssociations outgoing)
    {
        if (handlers.Count == 0)
            return null;
        var times = new StoreScuOptions { ConnectTimeout = configuration.QueryRetrieve.ScuTimeout ?? Timeout.InfiniteTimeSpan };
        return new CommitmentServices(
            [.. handlers.Select(static chosen => new CommitmentHandler(chosen.Handler, chosen.CalledAETitle, chosen.Source))],
            permissions,
            outgoing.Create(times),
            configuration.Commitment,
            clock,
            loggers.CreateLogger("Belfry.Services.Commitment"));
    }

    /// <summary>Who is asked, in order: native plugins, managed ones, the archive. Each may pass a transaction on to the next.</summary>
    public static IReadOnlyList<ChosenHandler<IStorageCommitmentHandler>> HandlersOf(PluginSet plugins, DicomArchive? archive)
    {
        List<ChosenHandler<IStorageCommitmentHandler>> handlers = [];
        if (plugins.Native is { } native)
            handlers.Add(new ChosenHandler<IStorageCommitmentHandler>(native.CommitmentHandler, null, "native plugin"));
        foreach (var plugin in plugins.Managed)
        {
            if (plugin.Instance is IStorageCommitmentHandler handler)
                handlers.Add(new ChosenHandler<IStorageCommitmentHandler>(handler, plugin.CalledAETitle, $"plugin '{plugin.Name}'"));
        }

        if (archive is not null)
            handlers.Add(new ChosenHandler<IStorageCommitmentHandler>(archive.Commitment, null, "archive"));
        return handlers;
    }
}
