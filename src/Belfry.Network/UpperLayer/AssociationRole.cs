namespace Belfry.Network;

/// <summary>Which part this side plays in the association (PS3.8 §7.1). Not to be taken for the service roles SCU and SCP.</summary>
public enum AssociationRole
{
    /// <summary>This side accepted the association.</summary>
    Acceptor,

    /// <summary>This side asked for the association.</summary>
    Requestor,
}
