namespace Belfry.Archive;

/// <summary>What an index knows of itself. Immutable.</summary>
public sealed record IndexState
{
    /// <summary>True when it was made just now, or since it was lost: nobody has looked yet whether there are files that it should name.</summary>
    public bool IsNew { get; init; }

    /// <summary>True when there are files that it should name and does not, as after its loss: none of them is to be deleted.</summary>
    public bool MissesFiles { get; init; }

    /// <summary>
    /// True when the database was found without the log that it had, after an end without a stop: rows are missing for files since some time
    /// before. Until <see cref="IArchiveIndex.MarkInUseAsync"/> says that none is.
    /// </summary>
    public bool LostLog { get; init; }

    /// <summary>
    /// What differs from the choices that its rows were made with, in words: other attributes are kept, or text without a character set is read
    /// otherwise. Rows from before answer queries as before or from their files; building the index anew makes them quick. Empty: nothing.
    /// </summary>
    public string Difference { get; init; } = "";
}
