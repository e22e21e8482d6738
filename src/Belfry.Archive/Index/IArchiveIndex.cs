using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>
/// The index of an archive: patients, studies, series and instances, what is searched by, and where the files are. Many readers and one lane of
/// writers, which commits together what waits together. A method that changes something completes when the change is durable.
/// Thread-safe.
/// </summary>
public interface IArchiveIndex : IAsyncDisposable
{
    /// <summary>Where jobs are kept: in the same database, and made durable together with instances.</summary>
    IJobStore Jobs { get; }

    /// <summary>What ended jobs came to, for longer than the jobs are kept.</summary>
    IJobRecords JobRecords { get; }

    /// <summary>Shows what there is, by the identifiers of REST.</summary>
    IArchiveBrowser Browser { get; }

    /// <summary>What happened, in order.</summary>
    IChangeLog Changes { get; }

    /// <summary>Small texts beside resources: modalities, peers, reports.</summary>
    IRegistry Registry { get; }

    /// <summary>Labels, metadata and attachments that REST put beside resources.</summary>
    IResourceExtras Extras { get; }

    /// <summary>What was sent to others.</summary>
    IExportLog Exports { get; }

    /// <summary>The character set of files that declare none, for those that come from now on; at first that of the options.</summary>
    SpecificCharacterSet DefaultCharacterSet { get; set; }

    /// <summary>What plugins keep, in the same database.</summary>
    IPluginStores Stores { get; }

    /// <summary>Why no change is taken until the program is started again: what is durable is no longer known. Null while changes are taken.</summary>
    Exception? Fault { get; }

    /// <summary>Adds an instance, and what is above it where it is new. Completes when it is durable (or, without durability, committed).</summary>
    /// <exception cref="DimseStatusException">The header has no Study, Series or SOP Instance UID, or they are no UIDs, or its Patient ID is no text or longer than 16 KiB.</exception>
    /// <exception cref="IOException">The index cannot be written, for instance since the disk is full.</exception>
    ValueTask<AddOutcome> AddAsync(NewInstance instance, CancellationToken cancellation);

    /// <summary>
    /// The entities of the query's level that may match, in no order: all that match and perhaps others, so that the caller matches again. Each
    /// has the indexed attributes of its level and those above, and the computed ones that the query asks for (PS3.4 §C.6.1.1).
    /// Reads in portions: a slow caller holds no transaction, and memory does not grow with the number of answers.
    /// </summary>
    IAsyncEnumerable<DicomDataSet> FindAsync(FindQuery query, CancellationToken cancellation);

    /// <summary>
    /// As <see cref="FindAsync"/>, at once, on the caller's thread: all entities, when they are few and found within some ten microseconds; null, the
    /// default, when they are not, or that cannot be told.
    /// </summary>
    IReadOnlyList<DicomDataSet>? FindAtHand(FindQuery query) => null;

    /// <summary>
    /// Whether <see cref="FindAsync"/> gives an attribute at a level, indexed or computed; for others a caller may read a file.
    /// </summary>
    bool HasAttribute(QueryRetrieveLevel level, DicomTag tag);

    /// <summary>The instances that a retrieve means, by series and instance number. Reads in portions.</summary>
    /// <exception cref="DimseStatusException">A900H: the unique keys do not fit the level.</exception>
    IAsyncEnumerable<StoredFile> ListAsync(RetrieveQuery query, CancellationToken cancellation);

    /// <summary>The instances of a resource, by series and instance number; none when there is no such resource. Reads in portions.</summary>
    IAsyncEnumerable<StoredFile> ListAsync(QueryRetrieveLevel level, ArchiveId id, CancellationToken cancellation);

    /// <summary>The kinds of instances that a retrieve means, and their number.</summary>
    ValueTask<RetrieveSize> MeasureAsync(RetrieveQuery query, CancellationToken cancellation);

    /// <summary>The instance of a SOP Instance UID, the one stored last if there are several; null for none.</summary>
    ValueTask<StoredFile?> FindInstanceAsync(DicomUid sopInstanceUid, CancellationToken cancellation);

    /// <summary>The only instances of many SOP Instance UIDs, as they are in one moment.</summary>
    /// <param name="sopInstanceUids">Some hundreds at most: other readers wait for a connection meanwhile.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>In the order of the UIDs; null where there is none, and where there are several, as of two patients.</returns>
    ValueTask<IReadOnlyList<StoredFile?>> FindOnlyInstancesAsync(IReadOnlyList<DicomUid> sopInstanceUids, CancellationToken cancellation);

    /// <summary>Deletes a resource and all below it, and what is above it when nothing is left in that.</summary>
    /// <returns>With the files to be deleted by the caller; null when there is no such resource.</returns>
    ValueTask<Deletion?> DeleteAsync(QueryRetrieveLevel level, ArchiveId id, CancellationToken cancellation);

    /// <summary>Protects a patient from being recycled, or no longer.</summary>
    /// <returns>False when there is no such patient.</returns>
    ValueTask<bool> ProtectAsync(ArchiveId patient, bool isProtected, CancellationToken cancellation);

    /// <summary>How much there is.</summary>
    ValueTask<ArchiveStatistics> MeasureAsync(CancellationToken cancellation);

    /// <summary>The files kept in the index because they were not durable, oldest first: after a crash they are written again.</summary>
    IAsyncEnumerable<UnsyncedFile> ListUnsyncedAsync(CancellationToken cancellation);

    /// <summary>A mark for what is kept now as not durable; after flushing the storage area it is given to <see cref="ForgetUnsyncedAsync"/>.</summary>
    ValueTask<long> MarkUnsyncedAsync(CancellationToken cancellation);

    /// <summary>Drops the bytes kept for files up to the mark: these are durable.</summary>
    ValueTask ForgetUnsyncedAsync(long mark, CancellationToken cancellation);

    /// <summary>
    /// Files whose rows are gone (<see cref="AddOutcome.Unneeded"/>, <see cref="DeleteAsync"/>) and of which nobody has said yet that they are
    /// deleted: kept in the transaction that took the rows away, so that a crash in between leaves no orphan.
    /// </summary>
    IAsyncEnumerable<Guid> ListUnneededAsync(CancellationToken cancellation);

    /// <summary>The files are deleted, durably: they need not be remembered.</summary>
    ValueTask ForgetUnneededAsync(IReadOnlyList<Guid> fileIds, CancellationToken cancellation);

    /// <summary>Whether a row names the file. For the check of the storage area at the start.</summary>
    ValueTask<bool> ContainsFileAsync(Guid fileId, CancellationToken cancellation);

    /// <summary>All files, by their identifiers, in portions: for checks and for building the index anew.</summary>
    IAsyncEnumerable<StoredFile> ListFilesAsync(CancellationToken cancellation);

    /// <summary>
    /// Makes the row of a file anew from its header, and what is said of its series, study and patient where that came from this instance: after a
    /// change of <c>ExtraMainDicomTags</c> or of the default character set, or of damage. Identifiers, origin and time of arrival stay, and the
    /// digest when the file comes without one. The server need not stop: called for one file of <see cref="ListFilesAsync"/> after the other
    /// (<see cref="DicomArchive.RebuildIndexAsync"/>), it takes turns with new instances.
    /// </summary>
    /// <returns>False when no row has the file.</returns>
    ValueTask<bool> RederiveAsync(StoredFile file, DicomDataSet header, CancellationToken cancellation);

    /// <summary>Names another file for an instance, with the same content in another form; the old one is one of <see cref="ListUnneededAsync"/> then.</summary>
    /// <returns>False when no row names the old file.</returns>
    ValueTask<bool> ReplaceFileAsync(StoredFile file, StoredFile other, CancellationToken cancellation);

    /// <summary>Takes away patients, studies and series that nothing is in: only damage leaves such.</summary>
    ValueTask PruneAsync(CancellationToken cancellation);

    /// <summary>True for a file of <see cref="ListUnneededAsync"/>.</summary>
    ValueTask<bool> IsUnneededAsync(Guid fileId, CancellationToken cancellation);

    /// <summary>What the index knows of itself.</summary>
    ValueTask<IndexState> GetStateAsync(CancellationToken cancellation);

    /// <summary>The index is no longer new (<see cref="IndexState.IsNew"/>).</summary>
    /// <param name="missesFiles">True when there are files that it does not name (<see cref="IndexState.MissesFiles"/>); false when there are none, or no more.</param>
    /// <param name="cancellation">Ends the wait for a turn.</param>
    ValueTask MarkInUseAsync(bool missesFiles, CancellationToken cancellation);

    /// <summary>Each file has its row, made with the present choices: nothing is missed, and nothing differs (<see cref="IndexState"/>).</summary>
    ValueTask MarkRebuiltAsync(CancellationToken cancellation);
}
