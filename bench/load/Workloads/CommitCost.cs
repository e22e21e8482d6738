using System.Diagnostics;
using Belfry.LoadBench.Measuring;

namespace Belfry.LoadBench.Workloads;

/// <summary>How long storage commitment takes where a rate would not say it: medians of transactions one after the other, while nobody else asks.</summary>
internal static class CommitCost
{
    /// <summary>Milliseconds from the request to its response, and from that to the report.</summary>
    public static (double Response, double Report) Milliseconds(CommitClient client, int transactions)
    {
        List<double> responses = [], reports = [];
        for (int count = 0; count < transactions; count++)
        {
            long began = Stopwatch.GetTimestamp();
            client.Commit(out long answered);
            reports.Add(Stopwatch.GetElapsedTime(answered).TotalMilliseconds);
            responses.Add(Stopwatch.GetElapsedTime(began, answered).TotalMilliseconds);
        }

        return (Sample.Median(responses), Sample.Median(reports));
    }
}
