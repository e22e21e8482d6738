using Belfry.Jobs;

namespace Belfry.Archive;

/// <summary>The table of what ended jobs came to, within a transaction of the lane.</summary>
/// <param name="database">The database.</param>
/// <param name="recorded">The kinds that are recorded, and how many of each are kept.</param>
internal sealed class JobRecordTable(SqliteDatabase database, IReadOnlyDictionary<string, int> recorded)
{
    private const double Millionths = 1_000_000;

    private const string Insert = "INSERT INTO job_records (kind, number, id, state, progress, created, completed, runtime, error_code, error_description, error_details, content) "
        + "VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM job_records WHERE kind = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
        + "ON CONFLICT (id) DO UPDATE SET state = ?3, progress = ?4, created = ?5, completed = ?6, runtime = ?7, error_code = ?8, error_description = ?9, "
        + "error_details = ?10, content = ?11";

    /// <summary>Records a job that is over, if its kind is recorded; the oldest make way.</summary>
    public void Put(Job job)
    {
        if (!recorded.TryGetValue(job.Kind, out var most) || job.Completed is not { } completed)
            return;
        database.Prepare(Insert).Bind(1, job.Kind).Bind(2, job.Id.ToByteArray(bigEndian: true)).Bind(3, (long)job.State)
            .Bind(4, (long)Math.Round(job.Progress * Millionths)).Bind(5, job.Created.UtcTicks).Bind(6, completed.UtcTicks).Bind(7, job.Runtime.Ticks)
            .Bind(8, job.Error?.Code ?? 0).Bind(9, job.Error?.Description ?? "").Bind(10, job.Error?.Details ?? "").Bind(11, job.Content).Run();
        database.Prepare("DELETE FROM job_records WHERE kind = ?1 AND number <= (SELECT max(number) FROM job_records WHERE kind = ?1) - ?2")
            .Bind(1, job.Kind).Bind(2, most).Run();
    }

    /// <summary>Those of a kind, the latest first, for any connection.</summary>
    public static List<JobRecord> List(SqliteDatabase database, string kind, string? text, long before, int limit)
    {
        var row = database.Prepare("SELECT number, id, state, progress, created, completed, runtime, error_code, error_description, error_details, content "
            + "FROM job_records WHERE kind = ?1 AND number < ?2 AND (?3 IS NULL OR instr(content, ?3) > 0) ORDER BY number DESC LIMIT ?4")
            .Bind(1, kind).Bind(2, before).Bind(3, text).Bind(4, limit);
        List<JobRecord> found = [];
        try
        {
            while (row.Step())
                found.Add(new JobRecord(row.GetInt64(0), Read(row, kind)));
        }
        finally
        {
            row.Reset();
        }

        return found;
    }

    private static Job Read(SqliteStatement row, string kind) => new()
    {
        Id = new Guid(row.GetBytes(1), bigEndian: true),
        Kind = kind,
        State = (JobState)row.GetInt32(2),
        Progress = row.GetInt64(3) / Millionths,
        Created = new DateTimeOffset(row.GetInt64(4), TimeSpan.Zero),
        Timestamp = new DateTimeOffset(row.GetInt64(5), TimeSpan.Zero),
        Completed = new DateTimeOffset(row.GetInt64(5), TimeSpan.Zero),
        Runtime = TimeSpan.FromTicks(row.GetInt64(6)),
        Error = row.GetInt32(7) is not 0 and var code ? new JobError(code, row.GetText(8) ?? "", row.GetText(9) is { Length: > 0 } details ? details : null) : null,
        Content = row.GetText(10) ?? "{}",
    };
}
