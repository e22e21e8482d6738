using System.Diagnostics;
using System.Globalization;
using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.IndexBench;

/// <summary>Asks what clients ask, one query after the other, and says how long each kind takes.</summary>
internal sealed class Asking(SqliteIndex index, int studies, BenchOptions options)
{
    private static readonly MatchingPolicy _caseless = MatchingPolicy.Baseline with { IgnoresCase = true };

    private readonly Random _random = new(7);

    public async Task RunAsync(CancellationToken cancellation)
    {
        Console.WriteLine("| Query | answers | p50 ms | p99 ms | per CPU second |");
        Console.WriteLine("|---|---|---|---|---|");
        await AskAsync("study by UID", QueryRetrieveLevel.Study, n => new() { { Tags.StudyInstanceUID, Samples.StudyUid(n) } }, cancellation, times: 10);
        await AskAsync("study by PatientID", QueryRetrieveLevel.Study, n => new() { { Tags.PatientID, Samples.PatientId(n) } }, cancellation);
        await AskAsync("study by accession number", QueryRetrieveLevel.Study, n => new() { { Tags.AccessionNumber, $"ACC{n}" } }, cancellation);
        await AskAsync("study by PatientID, any case", QueryRetrieveLevel.Study, n => new() { { Tags.PatientID, Samples.PatientId(n).ToLowerInvariant() } }, cancellation, policy: _caseless);
        await AskAsync("study by PatientID, prefix, any case", QueryRetrieveLevel.Study, n => new() { { Tags.PatientID, Samples.PatientId(n).ToLowerInvariant() + "*" } }, cancellation, policy: _caseless);
        await AskAsync("study by name", QueryRetrieveLevel.Study, n => new() { { Tags.PatientName, $"*^p{n}" } }, cancellation, part: 0.02);
        await AskAsync("study by name, prefix", QueryRetrieveLevel.Study, n => new() { { Tags.PatientName, $"smith^p{n}*" } }, cancellation);
        await AskAsync("studies of a day, modalities", QueryRetrieveLevel.Study, n => OfDay(n, 0), cancellation, part: 0.2);
        await AskAsync("studies of a week, modalities", QueryRetrieveLevel.Study, n => OfDay(n, 6), cancellation, part: 0.05);
        await AskAsync("images of a study", QueryRetrieveLevel.Image, n => new() { { Tags.StudyInstanceUID, Samples.StudyUid(n) } }, cancellation);
        await AskAsync("all, first answer", QueryRetrieveLevel.Study, _ => [], cancellation, part: 0.1, first: true);
        await AskAsync("all", QueryRetrieveLevel.Study, _ => [], cancellation, part: 0);
    }

    private static DicomDataSet OfDay(int study, int more)
    {
        var day = Samples.StudyDate(study);
        var keys = new DicomDataSet { { Tags.StudyDate, $"{DicomDate.Format(day)}-{DicomDate.Format(day.AddDays(more))}" } };
        keys.SetEmpty(Tags.ModalitiesInStudy);
        return keys;
    }

    private async Task AskAsync(
        string name, QueryRetrieveLevel level, Func<int, DicomDataSet> keys, CancellationToken cancellation, double part = 1, bool first = false, double times = 1,
        MatchingPolicy? policy = null)
    {
        var count = Math.Max(1, (int)(options.Queries * part * times));
        var durations = new double[count];
        var answers = 0L;
        var cpu = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < count; i++)
        {
            var identifier = keys(_random.Next(studies));
            var start = Stopwatch.GetTimestamp();
            var query = new FindQuery(identifier, QueryRetrieveModel.StudyRoot, level, policy);
            await foreach (var answer in index.FindAsync(query, cancellation))
            {
                if (!query.Matches(answer))
                    continue;
                answers++;
                if (first)
                    break;
            }

            durations[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        var used = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        Array.Sort(durations);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {answers / (double)count:N1} | {durations[count / 2]:N3} | {durations[(int)(count * 0.99)]:N3} | {count / used:N0} |"));
    }
}
