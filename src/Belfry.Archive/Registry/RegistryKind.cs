namespace Belfry.Archive;

/// <summary>What a text of the registry is. Numbers never change: they are kept.</summary>
public enum RegistryKind
{
    /// <summary>A modality, by its symbolic name.</summary>
    Modality = 1,

    /// <summary>A peer of REST, by its symbolic name.</summary>
    Peer = 2,

    /// <summary>A storage commitment transaction that was asked for, by its UID.</summary>
    Commitment = 3,
}
