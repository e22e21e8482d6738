namespace Belfry.Sdk;

/// <summary>What becomes of an instance.</summary>
public enum InstanceVerdict
{
    /// <summary>It is stored.</summary>
    Accept,

    /// <summary>It is dropped; the peer is answered with success, as the reference host does.</summary>
    Discard,
}
