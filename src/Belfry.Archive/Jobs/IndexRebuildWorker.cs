using Belfry.Jobs;

namespace Belfry.Archive;

/// <summary>Builds the index of an archive anew as a job (<see cref="DicomArchive.RebuildIndexAsync"/>).</summary>
public sealed class IndexRebuildWorker : IJobWorker
{
    /// <summary>The name of the kind.</summary>
    public const string KindName = "IndexRebuild";

    private const string Description = "REST API";

    // "Bad sequence of calls" and "error with the database", as clients know them.
    private const int BadSequenceOfCalls = 6;
    private const int DatabaseError = 11;

    private readonly DicomArchive _archive;

    private IndexRebuildWorker(DicomArchive archive) => _archive = archive;

    /// <summary>The kind: one at a time, tried again when the disk refuses.</summary>
    public static JobKind CreateKind(DicomArchive archive) => new(KindName, new IndexRebuildWorker(archive))
    {
        Retry = new RetryPolicy { MaxAttempts = 5, FirstDelay = TimeSpan.FromSeconds(10) },
    };

    /// <summary>A job to be submitted; as long as one is not over, there is no second.</summary>
    /// <param name="priority">A higher one comes first.</param>
    /// <param name="userData">Any JSON to be found again; null for none.</param>
    public static NewJob CreateJob(int priority, string? userData) =>
        new() { Kind = KindName, Key = "index", Priority = priority, UserData = userData, Content = $$"""{"Description":"{{Description}}"}""" };

    /// <inheritdoc/>
    public async ValueTask<JobOutcome> RunAsync(JobRun run, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        try
        {
            var result = await _archive.RebuildIndexAsync(new Reporter(run), cancellation);
            run.Report(1, result.ToJson(Description));
            return JobOutcome.Succeeded;
        }
        catch (InvalidOperationException)
        {
            return JobOutcome.Failed(new JobError(BadSequenceOfCalls, "Bad sequence of calls", "The index is being built anew already"));
        }
        catch (IOException)
        {
            return JobOutcome.RetryAfter(new JobError(DatabaseError, "Error with the database engine", "The index cannot be written"));
        }
    }

    private sealed class Reporter(JobRun run) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) => run.Report(value.Total == 0 ? 0 : (double)value.Done / value.Total);
    }
}
