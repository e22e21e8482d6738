using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>
/// The index of an archive in one SQLite database: a thread that writes, connections that read (docs/decisions/0073, 0074). One object opens a
/// database; two processes must not write to the same. Thread-safe.
/// </summary>
public sealed partial class SqliteIndex : IArchiveIndex
{
    // More answers than that take longer than the change of threads that they save.
    private const int MostAtHand = 32;

    private readonly ArchiveIndexOptions _options;
    private readonly IndexWriter _writer;
    private readonly LogKeeper _log;
    private readonly WriterLane _lane;
    private readonly ReaderPool _readers;
    private readonly FileReader _files;
    private readonly EntityReader _entities;
    private readonly TableReader _tables;
    private readonly IndexLock _lock;

    private SqliteIndex(ArchiveIndexOptions options, SqliteDatabase database, bool hadLog, LogSync? sync, IndexLock use)
    {
        _options = options;
        _lock = use;
        var rows = new FileRow();
        _writer = new IndexWriter(database, options);
        _writer.PrepareLimits();
        _writer.MarkOpen(hadLog);
        MoveLog(database, sync);
        _readers = new ReaderPool(options.Path, options.Readers, options.ReaderMemory);
        _files = new FileReader(_readers, rows);
        _entities = new EntityReader(_readers);
        _tables = new TableReader(_readers, rows);
        Browser = new SqliteBrowser(_readers, _entities, rows, options);
        _log = new LogKeeper(database, SqliteDatabase.Open(options.Path, isReadOnly: false), sync, options.LogLength, options.LockTimeout);
        _lane = new WriterLane(_writer, _log);
        Jobs = new SqliteJobStore(_lane, _readers, options.Clock);
        JobRecords = new SqliteJobRecords(_readers);
        Changes = new SqliteChangeLog(_lane, _readers);
        Registry = new SqliteRegistry(_lane, _readers);
        Exports = new SqliteExportLog(_lane, _readers);
        Extras = new SqliteExtras(_writer, _lane, _readers);
        Stores = new SqlitePluginStores(_lane, _readers);
    }

    /// <inheritdoc/>
    public IJobStore Jobs { get; }

    /// <inheritdoc/>
    public IJobRecords JobRecords { get; }

    /// <inheritdoc/>
    public IArchiveBrowser Browser { get; }

    /// <inheritdoc/>
    public IChangeLog Changes { get; }

    /// <inheritdoc/>
    public IRegistry Registry { get; }

    /// <inheritdoc/>
    public IExportLog Exports { get; }

    /// <inheritdoc/>
    public IResourceExtras Extras { get; }

    /// <inheritdoc/>
    public SpecificCharacterSet DefaultCharacterSet
    {
        get => _writer.DefaultCharacterSet;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _writer.DefaultCharacterSet = value;
        }
    }

    /// <inheritdoc/>
    public IPluginStores Stores { get; }

    /// <inheritdoc/>
    public Exception? Fault => _lane.Fault;

    /// <summary>Opens the index, makes it where there is none, and brings it to the present form.</summary>
    /// <exception cref="IOException">The file cannot be opened or written, another program has opened it, or it was made by a later version.</exception>
    /// <exception cref="InvalidDataException">It is no index, or is damaged.</exception>
    public static SqliteIndex Open(ArchiveIndexOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var use = IndexLock.Take(options.Path);
        SqliteDatabase? database = null;
        LogSync? sync = null;
        try
        {
            var hadLog = LogSync.IsThere(options.Path);
            database = SqliteDatabase.Open(options.Path, isReadOnly: false);

            // A log left by a crash is moved into the database, durably, before the lane runs, unless the disk is full.
            database.Execute($"PRAGMA busy_timeout = {(long)options.LockTimeout.TotalMilliseconds}");
            database.Execute("PRAGMA locking_mode = NORMAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 0");
            if (database.QueryText("PRAGMA journal_mode = WAL") != "wal")
                throw new IOException("The file system has no shared memory for the log of the index.");
            database.Execute($"PRAGMA cache_size = -{options.WriterMemory / 1024}; PRAGMA foreign_keys = 1");
            Migrations.Run(database);
            if (options.MaximumPages > 0)
                database.Execute($"PRAGMA max_page_count = {options.MaximumPages}");
            sync = options.IsDurable ? LogSync.Open(options.Path, options.LogLength) : null;
            return new SqliteIndex(options, database, hadLog, sync, use);
        }
        catch
        {
            sync?.Dispose();
            database?.Dispose();
            use.Dispose();
            throw;
        }
    }

    /// <summary>Has a log that a crash left moved into the database. On a full disk it stays where it is, and what is in it is made durable there.</summary>
    private static void MoveLog(SqliteDatabase database, LogSync? sync)
    {
        try
        {
            database.Checkpoint();
        }
        catch (IOException fault) when (DiskFaults.IsFull(fault))
        {
            sync?.Flush();
        }
    }

    /// <inheritdoc/>
    public ValueTask<AddOutcome> AddAsync(NewInstance instance, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var prepared = new PreparedInstance(instance, _writer, DefaultCharacterSet);
        return _lane.DoAsync(writer => writer.Add(prepared), instance.UnsyncedFile.Length + prepared.Tags.Length, cancellation);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<DicomDataSet> FindAsync(FindQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _entities.ReadAsync(SelectOf(query), cancellation);
    }

    /// <inheritdoc/>
    public IReadOnlyList<DicomDataSet>? FindAtHand(FindQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _entities.ReadAtHand(SelectOf(query), MostAtHand);
    }

    /// <inheritdoc/>
    public bool HasAttribute(QueryRetrieveLevel level, DicomTag tag) => _writer.Keeps(level, tag) || ComputedAttributes.Has(level, tag);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredFile> ListAsync(RetrieveQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _files.ReadAsync(RetrieveTranslator.Translate(query), query.Level == QueryRetrieveLevel.Image, cancellation);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredFile> ListAsync(QueryRetrieveLevel level, ArchiveId id, CancellationToken cancellation)
    {
        var conditions = new SqlQuery().Append($" AND {LevelTables.AliasOf(level)}.public_id = ").Value(id.ToBytes());
        return _files.ReadAsync(conditions, namesInstances: level == QueryRetrieveLevel.Image, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<RetrieveSize> MeasureAsync(RetrieveQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _files.MeasureAsync(RetrieveTranslator.Translate(query), cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<StoredFile?> FindInstanceAsync(DicomUid sopInstanceUid, CancellationToken cancellation) =>
        _files.FindAsync(sopInstanceUid, cancellation);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredFile?>> FindOnlyInstancesAsync(IReadOnlyList<DicomUid> sopInstanceUids, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(sopInstanceUids);
        return _files.FindOnlyAsync(sopInstanceUids, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<Deletion?> DeleteAsync(QueryRetrieveLevel level, ArchiveId id, CancellationToken cancellation) =>
        await _lane.DoAsync(writer => writer.Delete(level, id), 0, cancellation);

    /// <inheritdoc/>
    public ValueTask<bool> ProtectAsync(ArchiveId patient, bool isProtected, CancellationToken cancellation) =>
        _lane.DoAsync(writer => writer.Protect(patient, isProtected), 0, cancellation);

    /// <inheritdoc/>
    public ValueTask<ArchiveStatistics> MeasureAsync(CancellationToken cancellation) => _tables.MeasureAsync(cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<UnsyncedFile> ListUnsyncedAsync(CancellationToken cancellation) => _tables.ListUnsyncedAsync(cancellation);

    /// <inheritdoc/>
    public ValueTask<long> MarkUnsyncedAsync(CancellationToken cancellation) => _tables.LastUnsyncedAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask ForgetUnsyncedAsync(long mark, CancellationToken cancellation) =>
        await DoAsync(writer => writer.ForgetUnsynced(mark), cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<Guid> ListUnneededAsync(CancellationToken cancellation) => _tables.ListUnneededAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask ForgetUnneededAsync(IReadOnlyList<Guid> fileIds, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(fileIds);
        await DoAsync(writer => writer.ForgetUnneeded(fileIds), cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ContainsFileAsync(Guid fileId, CancellationToken cancellation) => _tables.ContainsFileAsync(fileId, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredFile> ListFilesAsync(CancellationToken cancellation) => _tables.ListFilesAsync(cancellation);

    /// <inheritdoc/>
    public ValueTask<bool> RederiveAsync(StoredFile file, DicomDataSet header, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(header);
        return _lane.DoAsync(writer => writer.Rederive(file, header), 0, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReplaceFileAsync(StoredFile file, StoredFile other, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(other);
        return _lane.DoAsync(writer => writer.ReplaceFile(file, other), 0, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask PruneAsync(CancellationToken cancellation) => DoAsync(static writer => writer.Prune(), cancellation);

    /// <inheritdoc/>
    public ValueTask<bool> IsUnneededAsync(Guid fileId, CancellationToken cancellation) => _tables.IsUnneededAsync(fileId, cancellation);

    /// <inheritdoc/>
    public ValueTask<IndexState> GetStateAsync(CancellationToken cancellation) => _lane.DoAsync(static writer => writer.ReadState(), 0, cancellation);

    /// <inheritdoc/>
    public async ValueTask MarkInUseAsync(bool missesFiles, CancellationToken cancellation) =>
        await DoAsync(writer => writer.MarkInUse(missesFiles), cancellation);

    /// <inheritdoc/>
    public async ValueTask MarkRebuiltAsync(CancellationToken cancellation)
    {
        // Counting takes seconds where there are millions: what comes meanwhile is counted by both.
        await PruneAsync(cancellation);
        var error = await _tables.CountErrorAsync(cancellation);
        await DoAsync(writer => writer.MarkRebuilt(error), cancellation);
        _writer.ForgetEarlier();
    }

    /// <summary>Does the changes that wait, and closes the database. Readers in the middle of an enumeration get ObjectDisposedException.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lane.DisposeAsync();
        await _log.DisposeAsync();
        _readers.Dispose();
        if (Fault is null)
            _writer.MarkClosed();
        _writer.Dispose();
        _lock.Dispose();
    }

    private async ValueTask DoAsync(Action<IndexWriter> work, CancellationToken cancellation) => await _lane.DoAsync(
        writer =>
        {
            work(writer);
            return true;
        },
        0,
        cancellation);

    private static EntitySelect SelectOf(FindQuery query)
    {
        if (query.Level is not { } level)
            throw new DimseStatusException(new DimseStatus(0xA900), "Query/Retrieve Level is missing or unknown", [Tags.QueryRetrieveLevel]);
        var conditions = FindTranslator.Translate(query.Matcher, query.Policy, level);
        return new EntitySelect(level, conditions, ComputedAttributes.Of(query.Identifier, level));
    }
}
