namespace Belfry.Sdk;

/// <summary>
/// The server's jobs, for plugins: to submit those of their own kinds (<see cref="IJobHandler"/>) and to look after them. They are kept in the database of
/// the archive's index; without an archive, or with <c>SaveJobs</c> false, in memory. Thread-safe.
/// </summary>
public interface IPluginJobs
{
    /// <summary>Submits a job: durable when this completes, also when the server ends at that moment. It begins when there is room.</summary>
    /// <param name="kind">One of the plugin's own.</param>
    /// <param name="arguments">What is to be done.</param>
    /// <param name="options">Priority and the like; null for the defaults.</param>
    /// <param name="cancellation">Gives up; the job may be there all the same.</param>
    /// <returns>The job, or the one with the same <see cref="PluginJobOptions.Key"/> that is not over.</returns>
    /// <exception cref="ArgumentException">The kind is not among those that the server knows, or the arguments cannot be written.</exception>
    /// <exception cref="IOException">The database cannot be written: nothing was submitted.</exception>
    ValueTask<PluginJob> SubmitAsync<TArguments, TCheckpoint>(
        PluginJobKind<TArguments, TCheckpoint> kind, TArguments arguments, PluginJobOptions? options = null, CancellationToken cancellation = default)
        where TCheckpoint : class;

    /// <summary>A job of any kind as it is now; null for none.</summary>
    /// <exception cref="IOException">The database cannot be read.</exception>
    ValueTask<PluginJob?> FindAsync(Guid id, CancellationToken cancellation = default);

    /// <summary>Waits until a job is over; a paused one is waited for, too. Not from within a job: that would keep the slot that the other needs.</summary>
    /// <returns>Null when there is none, or when it was deleted.</returns>
    /// <exception cref="IOException">The database cannot be read.</exception>
    ValueTask<PluginJob?> WaitForAsync(Guid id, CancellationToken cancellation = default);

    /// <summary>Asks a job to end: a running one when its work has heard the token. False when there is none, or it is over.</summary>
    /// <exception cref="IOException">The database cannot be written.</exception>
    ValueTask<bool> CancelAsync(Guid id, CancellationToken cancellation = default);
}
