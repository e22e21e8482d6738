namespace Belfry.Archive;

/// <summary>What happens when a limit of the archive is reached (<c>MaximumStorageMode</c>).</summary>
public enum MaximumStorageMode
{
    /// <summary>The patients that got nothing for the longest time are deleted, unless protected.</summary>
    Recycle,

    /// <summary>New instances are refused.</summary>
    Reject,
}
