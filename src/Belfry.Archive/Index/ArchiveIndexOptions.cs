using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Choices of an index. Immutable.</summary>
public sealed record ArchiveIndexOptions
{
    /// <summary>The database file; its folder must exist. Beside it lie the log (<c>-wal</c>) and its table (<c>-shm</c>).</summary>
    public required string Path { get; init; }

    /// <summary>
    /// True (default, <c>SyncStorageArea</c>): a change completes when it is on the disk. False: when it is committed; the last changes before a loss
    /// of power may then be lost, but no others, and a crash of the program alone loses nothing.
    /// </summary>
    public bool IsDurable { get; init; } = true;

    /// <summary>
    /// Length that the log is given at the start, in bytes, so that a sync only overwrites: ten times as fast as one that makes a file longer. The
    /// log is moved into the database when half of it is used. Default: 64 MiB, some seconds of small images. 0: it grows as it must.
    /// </summary>
    public int LogLength { get; init; } = 64 * 1024 * 1024;

    /// <summary>Memory for pages of the database that are being changed, in bytes. Default: 64 MiB, what the inner pages of ten million instances need.</summary>
    public int WriterMemory { get; init; } = 64 * 1024 * 1024;

    /// <summary>Memory for pages of each reader, in bytes. Default: 8 MiB.</summary>
    public int ReaderMemory { get; init; } = 8 * 1024 * 1024;

    /// <summary>Queries that read at the same moment; others wait for their turn. Default: twice the processors, at least 4.</summary>
    public int Readers { get; init; } = Math.Max(4, 2 * Environment.ProcessorCount);

    /// <summary>Most bytes on the disk (<c>MaximumStorageSize</c>); 0, the default, for no limit.</summary>
    public long MaximumStorageLength { get; init; }

    /// <summary>Most patients (<c>MaximumPatientCount</c>); 0, the default, for no limit.</summary>
    public long MaximumPatientCount { get; init; }

    /// <summary>What happens at a limit. Default: <see cref="MaximumStorageMode.Recycle"/>, as the reference host has it.</summary>
    public MaximumStorageMode MaximumStorageMode { get; init; }

    /// <summary>Attributes to be kept beside those of <see cref="IndexedAttributes"/>, by level (<c>ExtraMainDicomTags</c>). Default: none.</summary>
    public IReadOnlyDictionary<QueryRetrieveLevel, IReadOnlyList<DicomTag>> ExtraAttributes { get; init; } =
        new Dictionary<QueryRetrieveLevel, IReadOnlyList<DicomTag>>();

    /// <summary>What text is in where a data set does not say, if it is not UTF-8 (<c>DefaultEncoding</c>). Default: Latin-1, as the reference host has it.</summary>
    public SpecificCharacterSet DefaultCharacterSet { get; init; } = SpecificCharacterSet.Latin1;

    /// <summary>
    /// How long to wait for another program that keeps the database for itself, such as one that copies it. Default: 10 s, less than peers wait for a response.
    /// </summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock that jobs are timed by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// Kinds of jobs of which is kept what they came to when they are forgotten as jobs (<see cref="IArchiveIndex.JobRecords"/>), and the most of each: the oldest
    /// make way. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, int> RecordedJobs { get; init; } = new Dictionary<string, int>();

    /// <summary>Most pages of the database, for a test of a full disk; 0 for no limit.</summary>
    internal int MaximumPages { get; init; }

    internal bool HasLimit => MaximumStorageLength > 0 || MaximumPatientCount > 0;
}
