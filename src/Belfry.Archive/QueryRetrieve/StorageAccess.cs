namespace Belfry.Archive;

/// <summary>When a query may read the files of the entities it looks at.</summary>
public enum StorageAccess
{
    /// <summary>For matching and for answers.</summary>
    Always,

    /// <summary>For answers only: a key that the index does not have sets no condition.</summary>
    Answers,

    /// <summary>Never: such a key sets no condition and is returned with zero length.</summary>
    Never,
}
