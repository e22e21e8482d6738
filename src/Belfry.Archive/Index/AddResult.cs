namespace Belfry.Archive;

/// <summary>What became of a new instance.</summary>
public enum AddResult
{
    /// <summary>It is in the index.</summary>
    Added,

    /// <summary>It took the place of another, whose file is no longer needed.</summary>
    Replaced,

    /// <summary>It was there already; the new file is not needed.</summary>
    AlreadyStored,

    /// <summary>There is no room (<c>MaximumStorageMode</c> Reject, or nothing left to recycle); the new file is not needed.</summary>
    NoRoom,
}
