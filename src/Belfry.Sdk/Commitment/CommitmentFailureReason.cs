namespace Belfry.Sdk;

/// <summary>Why an instance is not committed: values of Failure Reason (0008,1197), PS3.3 §C.14.1.1.</summary>
public enum CommitmentFailureReason : ushort
{
    /// <summary>A general failure in processing the request.</summary>
    ProcessingFailure = 0x0110,

    /// <summary>The instance is not there.</summary>
    NoSuchObjectInstance = 0x0112,

    /// <summary>The instance is there, with another SOP class.</summary>
    ClassInstanceConflict = 0x0119,

    /// <summary>Instances of this SOP class are not kept.</summary>
    ReferencedSopClassNotSupported = 0x0122,

    /// <summary>The transaction's UID is that of another transaction.</summary>
    DuplicateTransactionUid = 0x0131,

    /// <summary>There is no room to keep the instance.</summary>
    ResourceLimitation = 0x0213,
}
