namespace Belfry.Network;

/// <summary>What an <see cref="AssociationTimer"/> found to be over.</summary>
internal enum AssociationDeadline
{
    /// <summary>ARTIM (PS3.8 §9.1.4).</summary>
    Artim,

    /// <summary>The peer was silent while nothing ran.</summary>
    Idle,

    /// <summary>The peer does not read.</summary>
    Write,

    /// <summary>The deadline that the association set for its own waiting.</summary>
    User,
}
