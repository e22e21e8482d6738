namespace Belfry.Archive;

/// <summary>
/// What ended jobs came to, of the kinds of <see cref="ArchiveIndexOptions.RecordedJobs"/>: written in the transaction in which a job ends, and kept whether or not
/// the job is. Thread-safe.
/// </summary>
public interface IJobRecords
{
    /// <summary>Records of a kind, the latest first.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="text">A part of the content of those that are looked for, as it is in JSON; null for all.</param>
    /// <param name="before">Only those with a lower number; null for all.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellation">Ends the reading.</param>
    ValueTask<IReadOnlyList<JobRecord>> ListAsync(string kind, string? text, long? before, int limit, CancellationToken cancellation);
}
