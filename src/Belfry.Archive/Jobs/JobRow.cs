using Belfry.Jobs;

namespace Belfry.Archive;

/// <summary>A row of the table of jobs, and how it is read and bound.</summary>
/// <param name="Seq">Its number: jobs in the order of their submission.</param>
/// <param name="Stored">The job.</param>
internal sealed record JobRow(long Seq, StoredJob Stored)
{
    /// <summary>What <see cref="Read"/> reads.</summary>
    public const string Columns =
        "seq, id, kind, key, priority, state, request, progress, created, changed, completed, runtime, due, expires, failed_attempts, losses, run, "
        + "owner_server, owner_incarnation, lease_end, error_code, error_description, error_details, user_data, content, lane";

    private const double Millionths = 1_000_000;

    public static JobRow Read(SqliteStatement row)
    {
        var job = new Job
        {
            Id = new Guid(row.GetBytes(1), bigEndian: true),
            Kind = row.GetText(2) ?? "",
            Key = row.GetText(3),
            Priority = row.GetInt32(4),
            State = (JobState)row.GetInt32(5),
            Request = (JobRequest)row.GetInt32(6),
            Progress = row.GetInt64(7) / Millionths,
            Created = Time(row.GetInt64(8)),
            Timestamp = Time(row.GetInt64(9)),
            Completed = OptionalTime(row, 10),
            Runtime = TimeSpan.FromTicks(row.GetInt64(11)),
            Due = OptionalTime(row, 12),
            Expires = OptionalTime(row, 13),
            FailedAttempts = row.GetInt32(14),
            Error = row.IsNull(20) ? null : new JobError(row.GetInt32(20), row.GetText(21) ?? "", row.GetText(22)),
            UserData = row.GetText(23),
            Content = row.GetText(24) ?? "{}",
            Lane = row.GetText(25),
        };
        return new JobRow(row.GetInt64(0), new StoredJob(job)
        {
            Losses = row.GetInt32(15),
            Run = row.GetInt64(16),
            Owner = row.GetText(17) is { } server ? new JobOwner(server, new Guid(row.GetBytes(18), bigEndian: true)) : null,
            LeaseEnd = OptionalTime(row, 19),
        });
    }

    /// <summary>Binds <c>id</c> and what follows, from the first parameter on.</summary>
    public static SqliteStatement Bind(SqliteStatement statement, StoredJob stored)
    {
        var job = stored.Job;
        statement.Bind(1, job.Id.ToByteArray(bigEndian: true)).Bind(2, job.Kind).Bind(3, job.Key).Bind(4, job.Priority);
        statement.Bind(5, (long)job.State).Bind(6, (long)job.Request).Bind(7, (long)Math.Round(job.Progress * Millionths));
        statement.Bind(8, job.Created.UtcTicks).Bind(9, job.Timestamp.UtcTicks).Bind(10, job.Completed?.UtcTicks);
        statement.Bind(11, job.Runtime.Ticks).Bind(12, job.Due?.UtcTicks).Bind(13, job.Expires?.UtcTicks).Bind(14, job.FailedAttempts);
        statement.Bind(15, stored.Losses).Bind(16, stored.Run).Bind(17, stored.Owner?.Server);
        if (stored.Owner is { } owner)
            statement.Bind(18, owner.Incarnation.ToByteArray(bigEndian: true));
        else
            statement.BindNull(18);
        statement.Bind(19, stored.LeaseEnd?.UtcTicks).Bind(20, job.Error?.Code);
        return statement.Bind(21, job.Error?.Description).Bind(22, job.Error?.Details).Bind(23, job.UserData).Bind(24, job.Content)
            .Bind(25, job.Lane);
    }

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private static DateTimeOffset? OptionalTime(SqliteStatement row, int column) => row.IsNull(column) ? null : Time(row.GetInt64(column));
}
