using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>
/// An open archive: index and storage area that agree, and what is served from them. Thread-safe. Disposing it waits for what runs in the
/// background; nothing may be stored any more by then.
/// </summary>
public sealed partial class DicomArchive : IAsyncDisposable
{
    private readonly ArchiveParts _parts;
    private readonly ArchiveUpkeep _upkeep;
    private readonly ArchiveWatchers _watchers;
    private readonly ArchiveStoreHandler _store;
    private readonly StoredHeaders _headers;
    private readonly CancellationTokenSource _stop = new();

    private DicomArchive(ArchiveParts parts)
    {
        _parts = parts;
        _upkeep = new ArchiveUpkeep(parts);
        _watchers = new ArchiveWatchers(parts);
        Extras = new WatchedExtras(parts.Index, _watchers);
        var check = new StoredFileCheck(parts.Storage, parts.Options.ReadsCommitted);
        _store = new ArchiveStoreHandler(parts, _upkeep, _watchers, check);
        _headers = new StoredHeaders(parts.Storage);
        Instances = new ArchiveInstanceStore(parts.Index, parts.Storage);
        Retrieve = new ArchiveRetrieveHandler(parts.Index, SourceOf);
        Commitment = new ArchiveCommitmentHandler(parts.Index, check, parts.RetrieveAETitle.IsEmpty ? null : parts.RetrieveAETitle);
        Find = new ArchiveFindHandler(parts.Index, _headers, parts.Find, parts.Clock);
        ForPlugins = new PluginArchive(this);
    }

    /// <summary>Takes instances.</summary>
    public IStoreHandler Store => _store;

    /// <summary>Answers queries.</summary>
    public IFindHandler Find { get; }

    /// <summary>Says which instances C-MOVE and C-GET mean.</summary>
    public IRetrieveHandler Retrieve { get; }

    /// <summary>Answers for stored instances when somebody asks for their commitment.</summary>
    public IStorageCommitmentHandler Commitment { get; }

    /// <summary>Finds the data sets of stored instances.</summary>
    public IInstanceStore Instances { get; }

    /// <summary>What plugins get.</summary>
    public IInstanceArchive ForPlugins { get; }

    /// <summary>The index. Resources are deleted by <see cref="DeleteAsync"/>, which deletes their files too.</summary>
    public IArchiveIndex Index => _parts.Index;

    /// <summary>What REST puts beside resources; observers are told of what changes.</summary>
    public IResourceExtras Extras { get; }

    /// <summary>The resources by the identifiers of REST.</summary>
    public IArchiveBrowser Browser => _parts.Index.Browser;

    /// <summary>Opens an archive; after a crash, index and files are brought to agree first.</summary>
    /// <exception cref="IOException">Index or files cannot be read or written. The parts are disposed.</exception>
    public static async ValueTask<DicomArchive> OpenAsync(ArchiveParts parts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(parts);
        try
        {
            var state = await new StorageRecovery(parts).RunAsync(cancellation);
            var archive = new DicomArchive(parts);
            if (state.LostLog)
                archive.Completion = archive.CompleteAsync(archive._completionStop.Token);
            return archive;
        }
        catch
        {
            await parts.Storage.DisposeAsync();
            await parts.Index.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where the data set of a file of the index is.</summary>
    public InstanceSource SourceOf(StoredFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new StoredInstanceSource(_parts.Storage, file);
    }

    /// <summary>Takes an instance as <see cref="Store"/> does, and tells what became of it.</summary>
    /// <exception cref="DimseStatusException">It was not stored: the statuses of C-STORE (PS3.4 table B.2-1).</exception>
    public ValueTask<IntakeOutcome> ReceiveAsync(StoreRequest request, CancellationToken cancellation) => _store.ReceiveAsync(request, cancellation);

    /// <summary>The same for an instance that is no request of a peer.</summary>
    /// <exception cref="DimseStatusException">It was not stored: the statuses of C-STORE (PS3.4 table B.2-1).</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public ValueTask<IntakeOutcome> ReceiveAsync(InstanceSource instance, InstanceOrigin origin, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return SourceIntake.TakeAsync(instance, origin, request => _store.ReceiveAsync(request, cancellation), cancellation);
    }

    /// <summary>The DICOM file of an instance, from its preamble on, as it was before compression; the caller disposes the stream.</summary>
    /// <exception cref="IOException">It cannot be read, or is not as long as it was.</exception>
    public ValueTask<Stream> OpenFileAsync(StoredFile file, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        return WholeFile.OpenAsync(_parts.Storage, file, cancellation);
    }

    /// <summary>The file of an instance as it is on disk, compressed or not; the caller disposes the stream.</summary>
    /// <exception cref="IOException">It cannot be read, or is not as long as it was.</exception>
    public ValueTask<Stream> OpenStoredAsync(StoredFile file, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        return WholeFile.OpenStoredAsync(_parts.Storage, file, cancellation);
    }

    /// <summary>Reads the DICOM file of an instance. Large values stay on disk where the storage area has the file as it is.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="DicomFormatException">It is damaged.</exception>
    public async ValueTask<DicomFile> ReadFileAsync(StoredFile file, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!file.IsCompressed && _parts.Storage.PathOf(file.FileId) is { } path)
            return DicomFile.Open(path);
        await using var stream = await OpenFileAsync(file, cancellation);
        return await DicomFile.ReadAsync(stream, cancellation: cancellation);
    }

    /// <summary>The data set of an instance up to Pixel Data; null when its file is gone or damaged.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ValueTask<DicomDataSet?> ReadHeaderAsync(StoredFile file, CancellationToken cancellation) => _headers.ReadHeaderAsync(file, cancellation);

    /// <summary>Reads a file and tells whether it is what was stored, as far as the index has its digest.</summary>
    public ValueTask<bool> VerifyAsync(StoredFile file, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new StoredFileCheck(_parts.Storage, readsAll: true).IsIntactAsync(file, cancellation);
    }

    /// <summary>Keeps a file compressed (RFC 1950), or as it is; readers see no difference. Nothing is done when the file is replaced meanwhile.</summary>
    /// <exception cref="IOException">There is no room for it, or the index cannot be written; what was kept stays.</exception>
    public ValueTask RecompressAsync(StoredFile file, bool compresses)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new FileRecompression(_parts, _upkeep).RunAsync(file, compresses);
    }

    /// <summary>True when nothing new has come for a patient, study or series for <see cref="ArchiveOptions.StableAge"/>.</summary>
    public bool IsStable(ArchivedResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);

        // A clock that was set back makes what came before it come later.
        return (_parts.Clock.GetUtcNow() - resource.LastUpdate).Duration() >= _parts.Options.StableAge;
    }

    /// <summary>Deletes a resource and all below it, files included.</summary>
    /// <returns>Null when there is no such resource.</returns>
    /// <exception cref="IOException">The index cannot be written.</exception>
    public async ValueTask<Deletion?> DeleteAsync(QueryRetrieveLevel level, ArchiveId id, CancellationToken cancellation)
    {
        if (await _parts.Index.DeleteAsync(level, id, cancellation) is not { } deletion)
            return null;
        foreach (var file in deletion.Files)
            await _upkeep.DeleteAsync(file.FileId);
        _watchers.OnDeleted(level, id, deletion);
        return deletion;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await EndCompletionAsync();
        if (_rebuild is { } rebuild)
            await rebuild.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _watchers.DisposeAsync();
        await _upkeep.DisposeAsync();
        await _parts.Storage.DisposeAsync();
        await _parts.Index.DisposeAsync();
        _stop.Dispose();
        _completionStop.Dispose();
    }
}
