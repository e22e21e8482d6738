namespace Belfry.Sdk;

/// <summary>
/// A kind of job that a plugin does, as the server sees it. Plugins make a <see cref="PluginJobKind{TArguments, TCheckpoint}"/>. Immutable; thread-safe.
/// </summary>
public abstract class PluginJobKind
{
    /// <param name="name">See <see cref="Name"/>.</param>
    /// <exception cref="ArgumentException">The name is empty or has other characters than letters, digits, dots, dashes and underscores.</exception>
    protected PluginJobKind(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            throw new ArgumentException($"The name of a kind of jobs has letters, digits, dots, dashes and underscores: '{name}'.", nameof(name));
        Name = name;
    }

    /// <summary>
    /// Its name, which <c>/jobs</c> shows as the type and <c>Belfry.ConcurrentJobsOfKinds</c> takes. Stored with each job, so it never changes; begin it with
    /// the plugin's own name.
    /// </summary>
    public string Name { get; }

    /// <summary>Most jobs of this kind that run at once, from 1. Default: 1. <c>ConcurrentJobs</c> limits all kinds together.</summary>
    public int Concurrency
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one job runs at once.");
    } = 1;

    /// <summary>Most attempts for a job whose work says <see cref="PluginJobOutcome.RetryAfter"/>, the first included, from 1. Default: 10.</summary>
    public int MaxAttempts
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "There is at least one attempt.");
    } = 10;

    /// <summary>Does a job, or goes on with it. Called by the server, for several jobs at once.</summary>
    /// <param name="run">The job, and the way to say how far it is.</param>
    /// <param name="cancellation">Cancelled when the job is to stop.</param>
    /// <returns>How it ended. An exception is a fault: it is logged, and the job fails.</returns>
    public abstract ValueTask<PluginJobOutcome> RunAsync(IPluginJobRun run, CancellationToken cancellation);
}
