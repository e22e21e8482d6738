using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>
/// Makes changes within the transaction of a group, on the thread of the lane. What it remembers of the database (the rows of series that are
/// being filled, kinds, origins, totals) is dropped when a transaction is rolled back.
/// </summary>
internal sealed partial class IndexWriter : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly ArchiveIndexOptions _options;
    private readonly DicomTag[][] _tags;
    private volatile SpecificCharacterSet _defaultCharacterSet;
    private Totals _totals;
    private Totals _saved;
    private long _lastNumber;

    public IndexWriter(SqliteDatabase database, ArchiveIndexOptions options)
    {
        _database = database;
        _options = options;
        _defaultCharacterSet = options.DefaultCharacterSet;
        Jobs = new JobTable(database, new JobRecordTable(database, options.RecordedJobs));
        _tags = [.. Enum.GetValues<QueryRetrieveLevel>().Select(level => IndexedAttributes.Sorted(level, options.ExtraAttributes))];
        _signature = AttributeSignature.Of(options);
        Load();
        LoadSignature();
        LoadExtras();
    }

    /// <summary>The character set of files that declare none. Set from any thread.</summary>
    public SpecificCharacterSet DefaultCharacterSet
    {
        get => _defaultCharacterSet;
        set => _defaultCharacterSet = value;
    }

    /// <summary>The table of jobs.</summary>
    public JobTable Jobs { get; }

    public void Begin() => _database.Prepare("BEGIN IMMEDIATE").Run();

    public void Commit()
    {
        if (_totals != _saved)
            _totals.Save(_database);
        _database.Prepare("COMMIT").Run();
        _saved = _totals;
    }

    /// <summary>Undoes the group and forgets what was remembered of it.</summary>
    public void RollBack()
    {
        if (_database.IsInTransaction)
            _database.Execute("ROLLBACK");
        Forget();
        Load();
    }

    /// <summary>The attributes that are kept at a level.</summary>
    public byte[] TagsOf(DicomDataSet header, QueryRetrieveLevel level) => TagWriter.Write(header, _tags[(int)level], _defaultCharacterSet);

    public void Dispose() => _database.Dispose();

    private void Load()
    {
        _saved = _totals = Totals.Load(_database);
        LoadCount();
    }

    private void Forget()
    {
        _series.Clear();
        _kinds.Clear();
        _origins.Clear();
    }

    private string? TextOf(DicomDataSet header, DicomTag tag) => HeaderText.Read(header, tag, _defaultCharacterSet);

    private long? FindRow(string table, ArchiveId id)
    {
        var statement = _database.Prepare($"SELECT id FROM {table} WHERE public_id = ?").Bind(1, id.ToBytes());
        try
        {
            return statement.Step() ? statement.GetInt64(0) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    private long LastRow() => _database.LastInsertedRow;
}
