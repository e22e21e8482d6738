using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Sdk;

namespace Belfry.Archive.Tests;

/// <summary>An index without a database: what storing needs, exact and slow. A test may make it fail.</summary>
internal sealed class MemoryIndex : IArchiveIndex
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ArchiveId, NewInstance> _rows = [];
    private readonly List<UnsyncedFile> _unsynced = [];
    private readonly HashSet<Guid> _unneeded = [];

    public IArchiveBrowser Browser => throw new NotSupportedException();

    public IChangeLog Changes { get; } = new MemoryChangeLog();

    public ValueTask<bool> ReplaceFileAsync(StoredFile file, StoredFile other, CancellationToken cancellation) => throw new NotSupportedException();

    public IRegistry Registry => throw new NotSupportedException();

    public SpecificCharacterSet DefaultCharacterSet { get; set; } = SpecificCharacterSet.Latin1;

    public IResourceExtras Extras => throw new NotSupportedException();

    public IExportLog Exports => throw new NotSupportedException();

    public IPluginStores Stores => throw new NotSupportedException();

    public Exception? Fault => null;

    public IJobStore Jobs { get; } = new MemoryJobStore(TimeProvider.System);

    public IJobRecords JobRecords => throw new NotSupportedException();

    /// <summary>Called with each new instance before it gets its row.</summary>
    public Func<NewInstance, ValueTask>? BeforeAdd { get; set; }

    /// <summary>Called with each new instance when it has its row.</summary>
    public Func<NewInstance, ValueTask>? AfterAdd { get; set; }

    /// <summary>Answers that there is no room.</summary>
    public bool IsFull { get; set; }

    public IReadOnlyList<NewInstance> Rows
    {
        get
        {
            lock (_lock)
                return [.. _rows.Values];
        }
    }

    public IReadOnlyList<UnsyncedFile> Unsynced
    {
        get
        {
            lock (_lock)
                return [.. _unsynced];
        }
    }

    public IReadOnlyList<Guid> Unneeded
    {
        get
        {
            lock (_lock)
                return [.. _unneeded];
        }
    }

    public async ValueTask<AddOutcome> AddAsync(NewInstance instance, CancellationToken cancellation)
    {
        if (BeforeAdd is not null)
            await BeforeAdd(instance);
        var outcome = Add(instance);
        if (AfterAdd is not null)
            await AfterAdd(instance);
        return outcome;
    }

    public async ValueTask<StoredFile?> FindInstanceAsync(DicomUid sopInstanceUid, CancellationToken cancellation)
    {
        await ValueTask.CompletedTask;
        return Rows.FirstOrDefault(row => row.File.SopInstanceUid == sopInstanceUid)?.File;
    }

    public async ValueTask<IReadOnlyList<StoredFile?>> FindOnlyInstancesAsync(IReadOnlyList<DicomUid> sopInstanceUids, CancellationToken cancellation)
    {
        await ValueTask.CompletedTask;
        return [.. sopInstanceUids.Select(uid => Rows.Where(row => row.File.SopInstanceUid == uid).ToList() is [var only] ? only.File : null)];
    }

    public ValueTask<Deletion?> DeleteAsync(QueryRetrieveLevel level, ArchiveId id, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var rows = _rows.Where(row => level == QueryRetrieveLevel.Image ? row.Key == id : PatientOf(row.Value) == id).ToList();
            foreach (var (key, row) in rows)
                Remove(key, row);
            if (rows.Count == 0)
                return ValueTask.FromResult<Deletion?>(null);
            return ValueTask.FromResult<Deletion?>(new Deletion([.. rows.Select(row => row.Value.File)], null)
            {
                PatientId = rows[0].Value.Header.GetString(Tags.PatientID),
                StudyInstanceUids = [.. rows.Select(row => row.Value.Header.GetString(Tags.StudyInstanceUID) ?? "").Distinct()],
            });
        }
    }

    public async IAsyncEnumerable<UnsyncedFile> ListUnsyncedAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var file in Unsynced)
            yield return file;
        await ValueTask.CompletedTask;
    }

    public ValueTask<long> MarkUnsyncedAsync(CancellationToken cancellation) => ValueTask.FromResult((long)Unsynced.Count);

    public ValueTask ForgetUnsyncedAsync(long mark, CancellationToken cancellation)
    {
        lock (_lock)
            _unsynced.RemoveRange(0, (int)mark);
        return ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<Guid> ListUnneededAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var id in Unneeded)
            yield return id;
        await ValueTask.CompletedTask;
    }

    public ValueTask ForgetUnneededAsync(IReadOnlyList<Guid> fileIds, CancellationToken cancellation)
    {
        lock (_lock)
            _unneeded.ExceptWith(fileIds);
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> ContainsFileAsync(Guid fileId, CancellationToken cancellation) =>
        ValueTask.FromResult(Rows.Any(row => row.File.FileId == fileId));

    public bool HasAttribute(QueryRetrieveLevel level, DicomTag tag) => false;

    public IAsyncEnumerable<DicomDataSet> FindAsync(FindQuery query, CancellationToken cancellation) => throw new NotSupportedException();

    public IAsyncEnumerable<StoredFile> ListAsync(RetrieveQuery query, CancellationToken cancellation) => throw new NotSupportedException();

    public IAsyncEnumerable<StoredFile> ListAsync(QueryRetrieveLevel level, ArchiveId id, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<RetrieveSize> MeasureAsync(RetrieveQuery query, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> ProtectAsync(ArchiveId patient, bool isProtected, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<ArchiveStatistics> MeasureAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public IAsyncEnumerable<StoredFile> ListFilesAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> RederiveAsync(StoredFile file, DicomDataSet header, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask PruneAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> IsUnneededAsync(Guid fileId, CancellationToken cancellation) => ValueTask.FromResult(Unneeded.Contains(fileId));

    public ValueTask<IndexState> GetStateAsync(CancellationToken cancellation) => ValueTask.FromResult(new IndexState());

    public ValueTask MarkInUseAsync(bool missesFiles, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask MarkRebuiltAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static ArchiveId PatientOf(NewInstance row) => ArchiveId.OfPatient(row.Header.GetString(Tags.PatientID) ?? "");

    private static ArchiveId IdOf(DicomDataSet header) => ArchiveId.OfInstance(
        header.GetString(Tags.PatientID) ?? "",
        header.GetUid(Tags.StudyInstanceUID) ?? default,
        header.GetUid(Tags.SeriesInstanceUID) ?? default,
        header.GetUid(Tags.SOPInstanceUID) ?? default);

    private AddOutcome Add(NewInstance instance)
    {
        lock (_lock)
        {
            var id = IdOf(instance.Header);
            if (IsFull)
                return new AddOutcome(AddResult.NoRoom, id, [], []);
            var unneeded = new List<StoredFile>();
            if (_rows.TryGetValue(id, out var before))
            {
                var isSame = before.File.Digest == instance.File.Digest;
                if (instance.Overwrite == OverwritePolicy.Never || (instance.Overwrite == OverwritePolicy.IfChanged && isSame))
                    return new AddOutcome(AddResult.AlreadyStored, id, [], []) { Existing = before.File };
                Remove(id, before);
                unneeded.Add(before.File);
            }

            _rows[id] = instance;
            if (!instance.UnsyncedFile.IsEmpty)
                _unsynced.Add(new UnsyncedFile(instance.File.FileId, instance.UnsyncedFile.ToArray()));
            return new AddOutcome(unneeded.Count == 0 ? AddResult.Added : AddResult.Replaced, id, unneeded, []);
        }
    }

    private void Remove(ArchiveId id, NewInstance row)
    {
        _rows.Remove(id);
        _unneeded.Add(row.File.FileId);
    }
}
