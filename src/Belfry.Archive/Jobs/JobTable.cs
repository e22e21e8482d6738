using Belfry.Jobs;

namespace Belfry.Archive;

/// <summary>The table of jobs, within a transaction of the lane: whatever else that transaction holds is done with it, or not at all.</summary>
/// <param name="database">The database.</param>
/// <param name="records">Is told of jobs that are over; null where nothing is changed.</param>
internal sealed class JobTable(SqliteDatabase database, JobRecordTable? records = null)
{
    private const string Insert = "INSERT INTO jobs (id, kind, key, priority, state, request, progress, created, changed, completed, runtime, due, expires, "
        + "failed_attempts, losses, run, owner_server, owner_incarnation, lease_end, error_code, error_description, error_details, user_data, content, lane) "
        + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)";

    // Without what never changes, so that SQLite leaves its indexes alone.
    private const string Update = "UPDATE jobs SET state = ?5, request = ?6, progress = ?7, created = ?8, changed = ?9, completed = ?10, runtime = ?11, "
        + "due = ?12, expires = ?13, failed_attempts = ?14, losses = ?15, run = ?16, owner_server = ?17, owner_incarnation = ?18, lease_end = ?19, "
        + "error_code = ?20, error_description = ?21, error_details = ?22, content = ?24 WHERE seq = ?26";

    /// <summary>Adds a job.</summary>
    /// <returns>Its number.</returns>
    public long Add(StoredJob stored, ReadOnlySpan<byte> arguments)
    {
        JobRow.Bind(database.Prepare(Insert), stored).Run();
        var seq = database.LastInsertedRow;
        if (!arguments.IsEmpty)
            database.Prepare("INSERT INTO job_arguments (job, bytes) VALUES (?, ?)").Bind(1, seq).Bind(2, arguments).Run();
        return seq;
    }

    /// <summary>Replaces a job.</summary>
    public void Save(JobRow row)
    {
        JobRow.Bind(database.Prepare(Update), row.Stored).Bind(26, row.Seq).Run();
        records?.Put(row.Stored.Job);
    }

    public JobRow? Find(Guid id) => Find(database, id);

    /// <summary>The job with a key that is not over.</summary>
    public JobRow? FindActive(string kind, string key) => One(
        database.Prepare($"SELECT {JobRow.Columns} FROM jobs WHERE kind = ? AND key = ? AND completed IS NULL").Bind(1, kind).Bind(2, key));

    /// <summary>The run of a lease; null when it is lost.</summary>
    public JobRow? FindHeld(JobLease lease) => Find(lease.Job) is { } row && row.Stored.IsHeldBy(lease) ? row : null;

    /// <summary>Jobs of a kind that wait for their turn, the first of them that there are places for. Passes by those of full lanes within the index.</summary>
    public List<JobRow> ListReady(string kind, JobPlaces places)
    {
        var waiting = database.Prepare("SELECT seq, lane FROM jobs WHERE kind = ? AND state = 0 AND due IS NULL ORDER BY priority DESC, seq").Bind(1, kind);
        List<long> chosen = [];
        try
        {
            while (!places.IsFull && waiting.Step())
            {
                if (places.TryTake(waiting.GetText(1)))
                    chosen.Add(waiting.GetInt64(0));
            }
        }
        finally
        {
            waiting.Reset();
        }

        return [.. chosen.Select(seq => One(database.Prepare($"SELECT {JobRow.Columns} FROM jobs WHERE seq = ?").Bind(1, seq))).OfType<JobRow>()];
    }

    public bool HasReady(string kind) => Number("SELECT EXISTS (SELECT 1 FROM jobs WHERE kind = ? AND state = 0 AND due IS NULL)", kind) != 0;

    /// <summary>Runs whose lease has ended.</summary>
    public List<JobRow> ListLost(DateTimeOffset now) => Until("lease_end <= ?", now);

    /// <summary>Jobs that wait for a time that has come.</summary>
    public List<JobRow> ListDue(DateTimeOffset now) => Until("due <= ?", now);

    /// <summary>Jobs that do not run and whose time has run out.</summary>
    public List<JobRow> ListExpired(DateTimeOffset now) => Until("expires <= ? AND completed IS NULL AND state <> 1", now);

    /// <summary>When the next of the three will have something; null for never.</summary>
    public DateTimeOffset? NextTime()
    {
        var next = Math.Min(Earliest("lease_end", "lease_end IS NOT NULL"), Math.Min(
            Earliest("due", "due IS NOT NULL"), Earliest("expires", "expires IS NOT NULL AND completed IS NULL AND state <> 1")));
        return next == long.MaxValue ? null : new DateTimeOffset(next, TimeSpan.Zero);
    }

    /// <summary>When a job that is not over was changed last; null for none.</summary>
    public DateTimeOffset? LastChange() =>
        database.QueryNumber("SELECT max(changed) FROM jobs WHERE completed IS NULL") is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Moves all times of jobs, since the clock was set.</summary>
    /// <returns>How many jobs there are.</returns>
    public int Move(TimeSpan jump, DateTimeOffset now)
    {
        var rows = List(database);
        foreach (var row in rows)
            Save(row with { Stored = JobTransitions.Move(row.Stored, jump, now) });
        return rows.Count;
    }

    /// <summary>Lets the leases of other incarnations of a server end.</summary>
    public void EndLeasesOfFormer(JobOwner owner) => database.Prepare("UPDATE jobs SET lease_end = 0 WHERE owner_server = ? AND owner_incarnation <> ?")
        .Bind(1, owner.Server).Bind(2, owner.Incarnation.ToByteArray(bigEndian: true)).Run();

    public byte[] ArgumentsOf(long seq) => Bytes("SELECT bytes FROM job_arguments WHERE job = ?", seq);

    public byte[] CheckpointOf(long seq) => Bytes("SELECT bytes FROM job_checkpoints WHERE job = ?", seq);

    public void SaveCheckpoint(long seq, ReadOnlySpan<byte> bytes) =>
        database.Prepare("INSERT INTO job_checkpoints (job, bytes) VALUES (?1, ?2) ON CONFLICT (job) DO UPDATE SET bytes = ?2").Bind(1, seq).Bind(2, bytes).Run();

    public void ForgetCheckpoint(long seq) => database.Prepare("DELETE FROM job_checkpoints WHERE job = ?").Bind(1, seq).Run();

    public void Delete(long seq) => database.Prepare("DELETE FROM jobs WHERE seq = ?").Bind(1, seq).Run();

    /// <summary>Forgets what is over, but for so many that were over last.</summary>
    public void Trim(int history)
    {
        var old = database.Prepare("SELECT seq FROM jobs WHERE completed IS NOT NULL ORDER BY completed DESC, seq DESC LIMIT -1 OFFSET ?").Bind(1, history);
        List<long> rows = [];
        try
        {
            while (old.Step())
                rows.Add(old.GetInt64(0));
        }
        finally
        {
            old.Reset();
        }

        foreach (var row in rows)
            Delete(row);
    }

    /// <summary>A job, for any connection.</summary>
    public static JobRow? Find(SqliteDatabase database, Guid id) =>
        One(database.Prepare($"SELECT {JobRow.Columns} FROM jobs WHERE id = ?").Bind(1, id.ToByteArray(bigEndian: true)));

    /// <summary>All jobs in the order of their submission, for any connection.</summary>
    public static List<JobRow> List(SqliteDatabase database) => All(database.Prepare($"SELECT {JobRow.Columns} FROM jobs ORDER BY seq"));

    private List<JobRow> Until(string condition, DateTimeOffset now) =>
        All(database.Prepare($"SELECT {JobRow.Columns} FROM jobs WHERE {condition}").Bind(1, now.UtcTicks));

    private long Earliest(string column, string condition)
    {
        var statement = database.Prepare($"SELECT min({column}) FROM jobs WHERE {condition}");
        try
        {
            return statement.Step() && !statement.IsNull(0) ? statement.GetInt64(0) : long.MaxValue;
        }
        finally
        {
            statement.Reset();
        }
    }

    private long Number(string sql, string text)
    {
        var statement = database.Prepare(sql).Bind(1, text);
        try
        {
            return statement.Step() ? statement.GetInt64(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }

    private byte[] Bytes(string sql, long seq)
    {
        var statement = database.Prepare(sql).Bind(1, seq);
        try
        {
            return statement.Step() ? statement.GetBytes(0).ToArray() : [];
        }
        finally
        {
            statement.Reset();
        }
    }

    private static JobRow? One(SqliteStatement statement)
    {
        try
        {
            return statement.Step() ? JobRow.Read(statement) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static List<JobRow> All(SqliteStatement statement)
    {
        List<JobRow> rows = [];
        try
        {
            while (statement.Step())
                rows.Add(JobRow.Read(statement));
            return rows;
        }
        finally
        {
            statement.Reset();
        }
    }
}
