namespace Belfry.Jobs;

/// <summary>Choices of an engine. Immutable.</summary>
public sealed record JobEngineOptions
{
    /// <summary>
    /// The name of this server, for leases. It keeps it when it starts again, so that it takes its own jobs up at once; no other server on the
    /// same database has it.
    /// </summary>
    public string Server { get; init; } = "local";

    /// <summary>Most jobs of the counted kinds that run at once (<c>ConcurrentJobs</c>). Default: 2, as the reference server.</summary>
    public int Concurrency { get; init; } = 2;

    /// <summary>Most jobs that are over to be kept (<c>JobsHistorySize</c>). Default: 10, as the reference server.</summary>
    public int HistorySize { get; init; } = 10;

    /// <summary>
    /// How long a lease holds without being renewed; it is renewed three times as often. Default: 30 s: other servers take the jobs of a dead one
    /// over after that long, and a database that hangs for less harms none.
    /// </summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often to look for what other servers on the same database did; null (default) when there are none.</summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>
    /// A job during whose runs the server ended that often, one after the other and without a new checkpoint, fails: it may be what ends the
    /// server. Default: 10.
    /// </summary>
    public int MaxLosses { get; init; } = 10;

    /// <summary>How long to wait after the database could not be written or read. Default: 1 s.</summary>
    public TimeSpan FaultDelay { get; init; } = TimeSpan.FromSeconds(1);
}
