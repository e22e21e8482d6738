using Belfry.Archive;
using Belfry.Cli;
using Belfry.Dicom;
using Belfry.Server.Configuration;
using Belfry.Server.Plugins;
using Belfry.Services;

namespace Belfry.Server.Composition;

/// <summary>Puts the archive together: index, storage area, and the plugins that filter and observe.</summary>
internal static class ArchiveServices
{
    private const string IndexName = "index.db";

    private const string HowToGoOn = ". No instance is lost: belfry rebuild CONFIG --new-index moves the index aside and makes a new one of the files";

    private const string HowToMakeRoom = ". The index needs some 100 KB besides its own files to be opened: make room, and start again; no instance is lost";

    /// <summary>Opens the archive; null when none is kept.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="plugins">Gives the plugins that filter and observe; awaited while the index is being opened, which takes as long.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="clock">Time.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ServerStartException">It cannot be opened. An exception of the plugins comes as it is.</exception>
    public static async Task<DicomArchive?> OpenAsync(
        ServerConfiguration configuration,
        Task<ArchiveWatching> plugins,
        ILoggerFactory loggers,
        TimeProvider clock,
        CancellationToken cancellation)
    {
        var settings = configuration.Archive;
        if (!settings.Enabled)
            return null;
        try
        {
            var storage = new FolderStorageArea(settings.StorageFolder, clock);
            var index = OpenIndex(configuration);
            try
            {
                await plugins;
            }
            catch
            {
                await index.DisposeAsync();
                await storage.DisposeAsync();
                throw;
            }

            return await DicomArchive.OpenAsync(CreateParts(configuration, storage, index, await plugins, loggers, clock), cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ServerStartException(
                ExitCodes.BadFile,
                $"The archive in {settings.StorageFolder} (\"StorageDirectory\"), index in {settings.IndexFolder} (\"IndexDirectory\"), cannot be opened: {fault.Message}"
                + (fault is InvalidDataException ? HowToGoOn : DiskFaults.IsFull(fault) ? HowToMakeRoom : ""),
                fault);
        }
    }

    /// <summary>True when there is an archive: its index, or files of it.</summary>
    public static bool IsThere(ArchiveSettings settings) =>
        File.Exists(Path.Combine(settings.IndexFolder, IndexName)) || FolderStorageArea.HoldsFiles(settings.StorageFolder);

    /// <summary>Moves the index aside, so that the next opening makes a new one. What nothing but the index knows is in it alone.</summary>
    /// <returns>The name that it has now; null when there is none.</returns>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public static string? MoveIndexAside(ArchiveSettings settings, TimeProvider clock)
    {
        var path = Path.Combine(settings.IndexFolder, IndexName);
        if (!File.Exists(path))
            return null;
        var aside = $"{path}.aside-{clock.GetUtcNow():yyyyMMdd-HHmmss}";

        // With its log, if there is one: together they are the whole index.
        foreach (var end in (ReadOnlySpan<string>)["-wal", "-shm", ""])
        {
            if (File.Exists(path + end))
                File.Move(path + end, aside + end);
        }

        return aside;
    }

    /// <summary>A handler of the archive, as one that may be chosen; null without an archive.</summary>
    public static ChosenHandler<T>? BuiltIn<T>(T? handler)
        where T : class => handler is null ? null : new ChosenHandler<T>(handler, null, "archive");

    /// <summary>C-STORE, by those who take instances.</summary>
    public static IReadOnlyList<ServiceFamily> CreateStorage(ServerConfiguration configuration, DicomHandlers handlers) =>
    [
        .. handlers.Stores.Select(chosen => ServiceFamily.Storage(new StoreProvider(chosen.Handler, handlers.BuiltInStore), configuration.Archive.Acceptance) with
        {
            CalledAETitle = chosen.CalledAETitle,
        }),
    ];

    private static SqliteIndex OpenIndex(ServerConfiguration configuration)
    {
        var settings = configuration.Archive;
        Directory.CreateDirectory(settings.IndexFolder);
        return SqliteIndex.Open(new ArchiveIndexOptions
        {
            Path = Path.Combine(settings.IndexFolder, IndexName),
            IsDurable = settings.Options.IsDurable,
            MaximumStorageLength = settings.MaximumStorageLength,
            MaximumPatientCount = settings.MaximumPatientCount,
            MaximumStorageMode = settings.MaximumStorageMode,
            ExtraAttributes = settings.ExtraAttributes,
            RecordedJobs = new Dictionary<string, int> { [CommitmentServices.JobKindName] = configuration.Jobs.CommitmentHistorySize },
            DefaultCharacterSet = SpecificCharacterSet.For(configuration.Matching.DefaultCharacterSet),
        });
    }

    private static ArchiveParts CreateParts(
        ServerConfiguration configuration,
        FolderStorageArea storage,
        SqliteIndex index,
        ArchiveWatching plugins,
        ILoggerFactory loggers,
        TimeProvider clock)
    {
        var settings = configuration.Archive;
        return new ArchiveParts
        {
            Storage = storage,
            Index = index,
            Options = settings.Options,
            RetrieveAETitle = configuration.Permissions.LocalAETitle,
            Find = configuration.QueryRetrieve.Find,
            Coercers = plugins.Coercers,
            Filters = plugins.Filters,
            Observers = plugins.Observers,
            Logger = loggers.CreateLogger("Belfry.Archive"),
            Clock = clock,
        };
    }
}
