using System.Text.Json;
using Belfry.Archive;
using Belfry.Jobs;
using Belfry.Services;

namespace Belfry.Web;

/// <summary>The storage commitment transactions that peers asked this server for: what is to be done, and what was, with what came of it.</summary>
/// <param name="jobs">Has those that are not over.</param>
/// <param name="records">Has the others; null where jobs are kept in memory, which are then all that is known.</param>
public sealed class CommitmentHistory(JobEngine jobs, IJobRecords? records)
{
    /// <summary>Transactions, the latest first; those that are not over before all others.</summary>
    /// <param name="text">A part of what is known of them, such as the Transaction UID, the AE title or the UID of an instance that failed; null for all.</param>
    /// <param name="before">Only those that are over and have a lower number; null for all.</param>
    /// <param name="limit">How many that are over, at most.</param>
    /// <param name="cancellation">Ends the reading.</param>
    internal async ValueTask<CommitmentHistoryPart> ListAsync(string? text, long? before, int limit, CancellationToken cancellation)
    {
        var pattern = text is null ? null : JsonEncodedText.Encode(text).ToString();
        var over = records is null ? [] : await records.ListAsync(CommitmentServices.JobKindName, pattern, before, limit + 1, cancellation);
        List<Job> live = before is not null ? [] : [.. (await jobs.ListAsync(cancellation)).Where(job => IsShown(job, pattern)).Reverse()];

        // One that was resubmitted is shown as it is now.
        var known = live.Select(static job => job.Id).ToHashSet();
        return new CommitmentHistoryPart([.. live, .. over.Take(limit).Select(static record => record.Job).Where(job => !known.Contains(job.Id))])
        {
            IsDone = over.Count <= limit,
            Last = over.Count == 0 ? 0 : over[Math.Min(limit, over.Count) - 1].Number,
        };
    }

    private bool IsShown(Job job, string? pattern) => job.Kind == CommitmentServices.JobKindName
        && (!job.IsOver || records is null)
        && (pattern is null || job.Content.Contains(pattern, StringComparison.Ordinal));
}
