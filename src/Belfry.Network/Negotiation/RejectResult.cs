namespace Belfry.Network;

/// <summary>Result of an A-ASSOCIATE-RJ (PS3.8 Table 9-21).</summary>
public enum RejectResult : byte
{
    /// <summary>rejected-permanent.</summary>
    Permanent = 1,

    /// <summary>rejected-transient: the same request may succeed later.</summary>
    Transient = 2,
}
