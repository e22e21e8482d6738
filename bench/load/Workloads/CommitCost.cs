using System.Diagnostics;
using Belfry.LoadBench.Measuring;

namespace Belfry.LoadBench.Workloads;

/// <summary>How long storage commitment takes where a rate would not say it.</summary>
internal static class CommitCost
{
    private const int Transactions = 100, ManyTransactions = 5;

    /// <summary>Milliseconds from the response to the report, of transactions of ten instances one after the other; nobody else asks.</summary>
    public static double ReportMilliseconds(CommitClient client) =>
        Sample.Median([.. Enumerable.Range(0, Transactions).Select(_ =>
        {
            client.Commit(out long answered);
            return Stopwatch.GetElapsedTime(answered).TotalMilliseconds;
        })]);

    /// <summary>Milliseconds from sending a request with many instances to the end of its report.</summary>
    public static double ManyMilliseconds(CommitClient client) =>
        Sample.Median([.. Enumerable.Range(0, ManyTransactions).Select(_ =>
        {
            long began = Stopwatch.GetTimestamp();
            client.Commit(out long _);
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        })]);
}
