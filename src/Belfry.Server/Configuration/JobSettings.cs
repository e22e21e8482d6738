using Belfry.Jobs;

namespace Belfry.Server.Configuration;

/// <summary>Jobs: how many at once, how many are remembered, and where.</summary>
internal sealed record JobSettings
{
    /// <summary>Limits of the engine.</summary>
    public JobEngineOptions Engine { get; init; } = new();

    /// <summary>False keeps jobs in memory: they are gone when the server ends.</summary>
    public bool IsSaved { get; init; } = true;

    /// <summary>Most jobs of a kind at once, for kinds that are not to have their own number.</summary>
    public IReadOnlyDictionary<string, int> ConcurrencyOfKinds { get; init; } = new Dictionary<string, int>();

    /// <summary>Most storage commitment transactions whose outcome is kept, whatever is remembered of their jobs. 100000: months, at a thousand a day.</summary>
    public int CommitmentHistorySize { get; init; } = 100_000;

    /// <param name="top">The keys of the reference server.</param>
    /// <param name="own">Our own.</param>
    public static JobSettings Read(ConfigurationSection top, ConfigurationSection own)
    {
        var standard = new JobEngineOptions();
        var concurrency = top.Integer("ConcurrentJobs", standard.Concurrency, 0, 1000);
        var kinds = own.Section("ConcurrentJobsOfKinds");
        return new JobSettings
        {
            Engine = standard with
            {
                Concurrency = concurrency == 0 ? Environment.ProcessorCount : concurrency,
                HistorySize = top.Integer("JobsHistorySize", standard.HistorySize, 0, 1_000_000),
            },
            IsSaved = top.Boolean("SaveJobs", true),
            CommitmentHistorySize = own.Integer("CommitmentHistorySize", new JobSettings().CommitmentHistorySize, 1, 10_000_000),
            ConcurrencyOfKinds = kinds.Members.ToDictionary(static kind => kind.Key, kind => kinds.Integer(kind.Key, 1, 1, 1000)),
        };
    }
}
