namespace Belfry.Archive;

/// <summary>Options of C-FIND on the archive. Immutable.</summary>
public sealed record ArchiveFindOptions
{
    /// <summary>Most answers at patient, study and series level (<c>LimitFindResults</c>); 0 for no limit, the default.</summary>
    public int LimitResults { get; init; }

    /// <summary>Most answers at image level (<c>LimitFindInstances</c>); 0 for no limit, the default.</summary>
    public int LimitInstances { get; init; }

    /// <summary>When files are read for attributes that the index does not have (<c>StorageAccessOnFind</c>). Default: always.</summary>
    public StorageAccess StorageAccess { get; init; }
}
