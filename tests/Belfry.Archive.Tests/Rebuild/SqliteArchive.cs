using System.IO.Pipelines;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.Extensions.Logging.Testing;
using Xunit;

namespace Belfry.Archive.Tests.Rebuild;

/// <summary>An archive with a real index in a folder of one test.</summary>
internal sealed class SqliteArchive : IAsyncDisposable
{
    private DicomArchive? _archive;

    public string Folder { get; init; } = Directory.CreateTempSubdirectory("belfry-test-").FullName;

    public string IndexPath => Path.Combine(Folder, "index.db");

    public ArchiveOptions Options { get; init; } = new();

    public DicomArchive Archive => _archive ?? throw new InvalidOperationException("The archive is not open.");

    public SqliteIndex Index => (SqliteIndex)Archive.Index;

    /// <summary>What was logged, without what came before the last opening.</summary>
    public FakeLogCollector Log { get; private set; } = new();

    public IReadOnlyList<string> Files => [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path).Length == 32).Order(StringComparer.Ordinal)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task OpenAsync(
        Func<ArchiveIndexOptions, ArchiveIndexOptions>? change = null, ArchiveFindOptions? find = null, Func<IStorageArea, IStorageArea>? wrap = null)
    {
        Log = new FakeLogCollector();
        var options = new ArchiveIndexOptions { Path = IndexPath, LogLength = 1024 * 1024, WriterMemory = 1024 * 1024, ReaderMemory = 1024 * 1024 };
        IStorageArea area = new FolderStorageArea(Folder, TimeProvider.System);
        _archive = await DicomArchive.OpenAsync(
            new ArchiveParts
            {
                Index = SqliteIndex.Open(change?.Invoke(options) ?? options),
                Storage = wrap?.Invoke(area) ?? area,
                Options = Options,
                Find = find ?? new ArchiveFindOptions(),
                Logger = new FakeLogger(Log),
            },
            Token);
    }

    public async Task CloseAsync()
    {
        if (_archive is not null)
            await _archive.DisposeAsync();
        _archive = null;
    }

    /// <summary>Stores an instance as a C-STORE of CT1 does.</summary>
    public async Task<Guid> StoreAsync(DicomDataSet dataSet)
    {
        var request = new StoreRequest(
            dataSet.GetUid(Tags.SOPClassUID) ?? default,
            dataSet.GetUid(Tags.SOPInstanceUID) ?? default,
            TransferSyntax.ExplicitVRLittleEndian,
            PipeReader.Create(new MemoryStream(dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian))),
            new InstanceOrigin { Kind = InstanceOriginKind.DicomProtocol, CallingAETitle = AETitle.Parse("CT1"), CalledAETitle = AETitle.Parse("BELFRY") });
        Assert.Equal(DimseStatus.Success, await Archive.Store.StoreAsync(request, Token));
        var file = await Index.FindInstanceAsync(request.SopInstanceUid, Token);
        Assert.NotNull(file);
        return file.FileId;
    }

    /// <summary>Runs statements on the database while the archive is closed.</summary>
    public void Damage(string sql)
    {
        using var database = SqliteDatabase.Open(IndexPath, isReadOnly: false);
        database.Execute("PRAGMA foreign_keys = 1");
        database.Execute(sql);
        database.Checkpoint();
    }

    /// <summary>The database is gone, the files are not.</summary>
    public void LoseIndex()
    {
        foreach (var path in Directory.EnumerateFiles(Folder, "index.db*"))
            File.Delete(path);
    }

    /// <summary>What a kill at this moment would leave on the disk, without the log of the index, which somebody takes for rubbish.</summary>
    public SqliteArchive CrashWithoutLog()
    {
        var crashed = new SqliteArchive { Options = Options };
        foreach (var path in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(static path => !Path.GetFileName(path).StartsWith("index.db-", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(crashed.Folder, Path.GetRelativePath(Folder, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy) ?? "");
            File.Copy(path, copy);
        }

        return crashed;
    }

    /// <summary>All that rows say, but for their numbers, as text; one line for each instance.</summary>
    public IReadOnlyList<string> Dump()
    {
        using var database = SqliteDatabase.Open(IndexPath, isReadOnly: true);
        var statement = database.Prepare(
            """
            SELECT hex(i.file), hex(i.public_id), i.uid, i.number, k.sop_class, k.transfer_syntax, o.kind, o.calling_ae, o.called_ae, i.length, i.stored_length,
              i.data_set_offset, i.pixel_data_offset, i.is_compressed, hex(i.digest), hex(i.tags), hex(e.public_id), e.uid, e.modality, e.number, hex(e.tags),
              hex(s.public_id), s.uid, s.study_date, s.study_time, s.accession_number, s.study_id, s.description, s.referrer, hex(s.tags),
              hex(p.public_id), p.patient_id, p.birth_date, p.sex, hex(p.tags), (SELECT group_concat(text, '|') FROM (SELECT text FROM patient_names n WHERE n.patient = p.id ORDER BY text)),
              (SELECT patients || ' ' || studies || ' ' || series || ' ' || instances || ' ' || length || ' ' || stored_length FROM totals)
            FROM instances i JOIN kinds k ON k.id = i.kind JOIN origins o ON o.id = i.origin JOIN series e ON e.id = i.series
              JOIN studies s ON s.id = e.study JOIN patients p ON p.id = s.patient ORDER BY i.file
            """);
        List<string> lines = [];
        while (statement.Step())
            lines.Add(string.Join(';', Enumerable.Range(0, 37).Select(column => statement.GetText(column))));
        return lines;
    }

    public async Task<List<DicomDataSet>> FindAsync(QueryRetrieveLevel level, DicomDataSet keys)
    {
        List<DicomDataSet> found = [];
        var query = new FindQuery(keys, QueryRetrieveModel.PatientRoot, level);
        var connection = new DicomConnection(AETitle.Parse("CT1"), AETitle.Parse("BELFRY"), null, 1);
        await foreach (var entity in Archive.Find.FindAsync(new FindRequest(query, connection), Token))
            found.Add(entity);
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
