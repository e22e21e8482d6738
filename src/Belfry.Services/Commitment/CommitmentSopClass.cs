using Belfry.Dicom;

namespace Belfry.Services;

/// <summary>Storage Commitment Push Model (PS3.4 §J.3): its SOP class, and the one instance that all its operations name.</summary>
public static class CommitmentSopClass
{
    /// <summary>Action Type ID (0000,1008) of Request Storage Commitment (PS3.4 §J.3.2.1).</summary>
    public const ushort RequestCommitment = 1;

    /// <summary>Event Type ID (0000,1002): all instances are committed (PS3.4 §J.3.3.1).</summary>
    public const ushort AllCommitted = 1;

    /// <summary>Event Type ID (0000,1002): complete, failures exist (PS3.4 §J.3.3.1).</summary>
    public const ushort FailuresExist = 2;

    /// <summary>1.2.840.10008.1.20.1: the abstract syntax, and the SOP class of the commands.</summary>
    public static DicomUid PushModel => Uids.StorageCommitmentPushModel;

    /// <summary>1.2.840.10008.1.20.1.1: the well-known SOP instance (PS3.4 §J.3.5).</summary>
    public static DicomUid Instance => Uids.StorageCommitmentPushModelInstance;
}
