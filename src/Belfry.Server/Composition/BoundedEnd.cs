using Belfry.Server.Configuration;

namespace Belfry.Server.Composition;

/// <summary>
/// The end of what a plugin or a file system may hold up for ever, also by keeping the thread that calls it. What does not end in time cannot be ended in
/// order: the process ends without it.
/// </summary>
internal static class BoundedEnd
{
    // What closes files in order takes its time, also when operations get none.
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(2);

    /// <summary>Ends it on a thread of the pool.</summary>
    /// <returns>False when it took longer than <see cref="ServerConfiguration.StopTimeout"/>, and than two seconds; then it goes on by itself.</returns>
    public static async Task<bool> TryAsync(ServerConfiguration configuration, TimeProvider clock, Func<Task> end)
    {
        try
        {
            await Task.Run(end, CancellationToken.None).WaitAsync(configuration.StopTimeout > _shortest ? configuration.StopTimeout : _shortest, clock);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
