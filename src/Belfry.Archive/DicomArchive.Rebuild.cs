using Microsoft.Extensions.Logging;

namespace Belfry.Archive;

/// <content>The index built anew, and completed.</content>
public sealed partial class DicomArchive
{
    private readonly Lock _rebuildLock = new();
    private readonly CancellationTokenSource _completionStop = new();
    private Task? _rebuild;

    /// <summary>Is over when files that had lost their rows have them again, or when that has failed or was ended.</summary>
    internal Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>
    /// Makes each row of the index anew from its file, and adds files that no row names, while instances are stored and queries answered. What was
    /// done stays when it is cancelled; the next run begins anew. A file that cannot be read is reported and passed over. A file without a row keeps
    /// what it says of itself: who sent it to whom, and when; addresses, users and the protection of patients are not in files.
    /// </summary>
    /// <param name="progress">Told after each file, from several threads, one after the other; it must return at once.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="InvalidOperationException">It is being done already.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, or the archive was disposed.</exception>
    /// <exception cref="IOException">The index cannot be written.</exception>
    public async Task<RebuildResult> RebuildIndexAsync(IProgress<RebuildProgress>? progress, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stop.Token);
        Task<RebuildResult> run;
        lock (_rebuildLock)
        {
            if (_rebuild is { IsCompleted: false })
                throw new InvalidOperationException("The index is being built anew already.");
            run = RunAsync();
            _rebuild = run;
        }

        return await run;

        // All files are looked at anyway.
        async Task<RebuildResult> RunAsync()
        {
            await EndCompletionAsync();
            return await new IndexRebuild(_parts, progress).RunAsync(either.Token);
        }
    }

    // What fails or is not done yet is, when the archive is opened again.
    private async Task CompleteAsync(CancellationToken cancellation)
    {
        try
        {
            await new IndexRebuild(_parts, null).CompleteAsync(cancellation);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            LogNotCompleted(_parts.Logger, fault);
        }
    }

    private async Task EndCompletionAsync()
    {
        await _completionStop.CancelAsync();
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(7025, LogLevel.Error, "Not all files without a row got one; the next start tries again, or belfry rebuild")]
    private static partial void LogNotCompleted(ILogger logger, Exception fault);
}
