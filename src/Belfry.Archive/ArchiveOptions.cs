namespace Belfry.Archive;

/// <summary>Options of an archive. Immutable.</summary>
public sealed record ArchiveOptions
{
    /// <summary>
    /// True: success is answered when file and index row are durable. False: when they are written (<c>SyncStorageArea</c>); a power failure may
    /// then take the last seconds. Default: true.
    /// </summary>
    public bool IsDurable { get; init; } = true;

    /// <summary>Keeps files zlib-compressed (<c>StorageCompression</c>). Default: false.</summary>
    public bool Compresses { get; init; }

    /// <summary>What becomes of an instance that is there already (<c>OverwriteInstances</c>). Default: the first stays.</summary>
    public OverwritePolicy Overwrite { get; init; }

    /// <summary>
    /// Data sets up to this length, in bytes, are gathered in memory, and their files become durable together with others (decision 0073); a
    /// longer one is written as it comes and made durable by itself. 256 KiB: where both ways cost the same.
    /// </summary>
    public int SmallDataSetLength { get; init; } = 256 * 1024;

    /// <summary>
    /// True: an instance is committed (PS3.4 Annex J) when its whole file can be read and is the one that was stored; false: when the file is there
    /// with its length. Default: true, since the modality deletes its own then.
    /// </summary>
    public bool ReadsCommitted { get; init; } = true;

    /// <summary>How often files are made durable that the index keeps until then. 2 s: the index keeps some ten MB at full speed.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The same, when so many bytes of files have come since. 64 MiB.</summary>
    public long FlushLength { get; init; } = 64 * 1024 * 1024;

    /// <summary>A patient, study or series is stable when nothing new came for this long (<c>StableAge</c>). 60 s, as the reference host.</summary>
    public TimeSpan StableAge { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Most changes that wait for one observer; what comes beyond is not told to it, and logged. 100,000.</summary>
    public int ObserverQueueLength { get; init; } = 100_000;
}
