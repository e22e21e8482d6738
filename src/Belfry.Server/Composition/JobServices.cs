using Belfry.Archive;
using Belfry.Cli;
using Belfry.Jobs;
using Belfry.Server.Configuration;

namespace Belfry.Server.Composition;

/// <summary>Jobs as configured: what this server can do, and where they are kept.</summary>
internal static class JobServices
{
    /// <summary>Makes the engine; it is not started.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="archive">Whose database keeps the jobs; without one they are kept in memory.</param>
    /// <param name="kinds">What the server can do.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="clock">Time.</param>
    public static JobEngine Create(
        ServerConfiguration configuration, DicomArchive? archive, IEnumerable<JobKind> kinds, ILoggerFactory loggers, TimeProvider clock)
    {
        var settings = configuration.Jobs;
        IJobStore store = settings.IsSaved && archive is not null ? archive.Index.Jobs : new MemoryJobStore(clock);
        List<JobKind> limited = [.. kinds.Select(kind => settings.ConcurrencyOfKinds.TryGetValue(kind.Name, out var number) ? kind with { Concurrency = number } : kind)];
        return new JobEngine(store, limited, settings.Engine, clock, new Random(), loggers.CreateLogger("Belfry.Jobs"));
    }

    /// <summary>What the archive itself can do.</summary>
    public static IEnumerable<JobKind> KindsOf(DicomArchive? archive) => archive is null ? [] : [IndexRebuildWorker.CreateKind(archive)];

    /// <summary>Lets jobs stop within the limit; who waits for one is let go.</summary>
    public static async Task StopAsync(JobEngine jobs, CancellationToken limit)
    {
        await jobs.StopAsync(limit);
        await jobs.DisposeAsync();
    }

    /// <summary>Starts to run jobs.</summary>
    /// <exception cref="ServerStartException">Their database cannot be used.</exception>
    public static async Task StartAsync(JobEngine jobs, CancellationToken cancellation)
    {
        try
        {
            await jobs.StartAsync(cancellation);
        }
        catch (IOException fault)
        {
            throw new ServerStartException(ExitCodes.BadFile, $"The jobs in the index of the archive cannot be read: {fault.Message}", fault);
        }
    }
}
