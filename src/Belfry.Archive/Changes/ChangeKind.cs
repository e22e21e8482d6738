namespace Belfry.Archive;

/// <summary>What happened to a resource. Numbers never change: they are kept.</summary>
public enum ChangeKind
{
    /// <summary>It is new.</summary>
    New = 1,

    /// <summary>Nothing new has come for it for <see cref="ArchiveOptions.StableAge"/>.</summary>
    Stable = 2,
}
