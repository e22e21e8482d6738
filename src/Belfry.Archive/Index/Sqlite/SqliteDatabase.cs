using SQLitePCL;

namespace Belfry.Archive;

/// <summary>
/// One connection to a database file, with its prepared statements. The C interface is used as it is, without ADO.NET between: an add is a
/// handful of statements of a few microseconds each. Not thread-safe: one owner at a time.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    // Statements of queries vary with their keys; an application asks in a few ways.
    private const int MaxStatements = 100;

    // A page as the log holds it.
    private const long PageWithHeader = 4096 + 24;

    // Steps of the virtual machine of SQLite, of some tens of nanoseconds each: what a lookup of some rows takes many times over.
    private const int HurriedSteps = 2000;

    private readonly sqlite3 _handle;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private int _hurriedTicks;

    static SqliteDatabase() => Batteries_V2.Init();

    private SqliteDatabase(sqlite3 handle) => _handle = handle;

    /// <summary>Opens a file; a missing one is made when writing is asked for.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SqliteDatabase Open(string path, bool isReadOnly)
    {
        var mode = isReadOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE;
        var code = raw.sqlite3_open_v2(path, out var handle, mode | raw.SQLITE_OPEN_NOMUTEX | raw.SQLITE_OPEN_PRIVATECACHE, null);
        if (code != raw.SQLITE_OK)
        {
            var message = raw.sqlite3_errmsg(handle).utf8_to_string();
            handle.Dispose();
            throw SqliteFailure.Of(code, $"{path}: {message}");
        }

        raw.sqlite3_extended_result_codes(handle, 1);
        raw.sqlite3_busy_timeout(handle, 10_000);

        // Plans that depend on no bound value: without this, each binding of a LIMIT has its statement prepared anew.
        raw.sqlite3_db_config(handle, raw.SQLITE_DBCONFIG_ENABLE_QPSG, 1, out _);
        var database = new SqliteDatabase(handle);
        if (isReadOnly)
            raw.sqlite3_progress_handler(handle, HurriedSteps, static state => ((SqliteDatabase)state).MayGoOn() ? 0 : 1, database);
        return database;
    }

    /// <summary>Runs statements that give nothing back.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>Runs a statement for the one number that it gives; 0 for no row and for NULL.</summary>
    public long QueryNumber(string sql)
    {
        using var statement = new SqliteStatement(this, _handle, sql);
        return statement.Step() ? statement.GetInt64(0) : 0;
    }

    /// <summary>Runs a statement for the one text that it gives; empty for none.</summary>
    public string QueryText(string sql)
    {
        using var statement = new SqliteStatement(this, _handle, sql);
        return statement.Step() ? statement.GetText(0) ?? "" : "";
    }

    /// <summary>The prepared statement of a text. It belongs to the connection; the caller resets it after use.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement))
            return statement;
        if (_statements.Count >= MaxStatements)
            DisposeIdle();
        statement = new SqliteStatement(this, _handle, sql);
        _statements.Add(sql, statement);
        return statement;
    }

    /// <summary>Moves what the log holds into the file, as far as readers allow, without waiting for them.</summary>
    /// <returns>True when all of the log is in the file, so that the next change begins the log anew.</returns>
    public bool Checkpoint() => Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE);

    /// <summary>As <see cref="Checkpoint()"/>, waiting for those who read what the log had before. Who begins to read meanwhile is not waited for.</summary>
    /// <param name="patience">The longest wait.</param>
    /// <param name="usual">How long the connection waits for locks otherwise.</param>
    public bool CheckpointBehindReaders(TimeSpan patience, TimeSpan usual)
    {
        raw.sqlite3_busy_timeout(_handle, (int)patience.TotalMilliseconds);
        try
        {
            return Checkpoint(raw.SQLITE_CHECKPOINT_RESTART);
        }
        finally
        {
            raw.sqlite3_busy_timeout(_handle, (int)usual.TotalMilliseconds);
        }
    }

    private bool Checkpoint(int mode)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(_handle, null, mode, out var inLog, out var moved);
        if ((code & 0xFF) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
            return false;
        Check(code);
        return inLog == moved;
    }

    /// <summary>Bytes that this connection has written since it was last asked.</summary>
    public long TakeWrittenLength()
    {
        Check(raw.sqlite3_db_status(_handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1));
        return pages * PageWithHeader;
    }

    /// <summary>Throws when the code is none of success.</summary>
    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw SqliteFailure.Of(code, raw.sqlite3_errmsg(_handle).utf8_to_string());
    }

    /// <summary>The row that was inserted last.</summary>
    public long LastInsertedRow => raw.sqlite3_last_insert_rowid(_handle);

    /// <summary>True between <see cref="BeginHurry"/> and <see cref="EndHurry"/>.</summary>
    public bool IsHurried { get; private set; }

    /// <summary>Until <see cref="EndHurry"/>, a read that takes long ends early, as if there were no more rows. For connections that only read.</summary>
    public void BeginHurry()
    {
        IsHurried = true;
        _hurriedTicks = 0;
    }

    /// <summary>Reads take their time again.</summary>
    /// <returns>False when one was ended early.</returns>
    public bool EndHurry()
    {
        IsHurried = false;
        return _hurriedTicks <= 1;
    }

    /// <summary>
    /// Until it is disposed of, all reads see one moment and take the lock of the log once: each lock costs as much as finding a row. For connections that
    /// only read, which nobody hurries.
    /// </summary>
    public ReadTogetherScope ReadTogether()
    {
        Prepare("BEGIN").Run();
        return new ReadTogetherScope(this);
    }

    /// <summary>True between BEGIN and its end.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    public void Dispose()
    {
        DisposeStatements();
        _handle.Dispose();
    }

    // SQLite counts the steps of a statement over all of its runs: the first tick may come at once.
    private bool MayGoOn() => !IsHurried || ++_hurriedTicks <= 1;

    // One that stands at a row is being read while another is prepared.
    private void DisposeIdle()
    {
        foreach (var (sql, statement) in _statements.Where(static pair => !pair.Value.IsBusy).ToList())
        {
            statement.Dispose();
            _statements.Remove(sql);
        }
    }

    private void DisposeStatements()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
    }

    /// <summary>Reads that belong together.</summary>
    public readonly struct ReadTogetherScope(SqliteDatabase database) : IDisposable
    {
        public void Dispose() => database.Prepare("COMMIT").Run();
    }
}
