namespace Belfry.Services;

/// <summary>What a permission is given for.</summary>
public enum ServiceKind
{
    /// <summary>C-ECHO.</summary>
    Echo,

    /// <summary>C-STORE.</summary>
    Store,

    /// <summary>C-FIND of the Query/Retrieve models.</summary>
    Find,

    /// <summary>C-FIND of worklists.</summary>
    FindWorklist,

    /// <summary>C-GET.</summary>
    Get,

    /// <summary>C-MOVE.</summary>
    Move,

    /// <summary>N-ACTION and N-EVENT-REPORT of storage commitment.</summary>
    StorageCommitment,
}
