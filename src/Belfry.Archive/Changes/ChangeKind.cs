namespace Belfry.Archive;

/// <summary>What happened to a resource. Numbers never change: they are kept.</summary>
public enum ChangeKind
{
    /// <summary>It is new.</summary>
    New = 1,

    /// <summary>Nothing new has come for it for <see cref="ArchiveOptions.StableAge"/>.</summary>
    Stable = 2,

    /// <summary>A client put an attachment beside it, or took one away.</summary>
    UpdatedAttachment = 3,

    /// <summary>A client put metadata beside it, or took some away.</summary>
    UpdatedMetadata = 4,
}
