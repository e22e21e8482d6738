using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>A-ASSOCIATE-RQ (PS3.8 §9.3.2). Immutable.</summary>
public sealed record AssociateRequestPdu
{
    /// <summary>Protocol-version; bit 0 is version 1, the only one there is.</summary>
    public ushort ProtocolVersion { get; init; } = 1;

    /// <summary>Called-AE-title as written, without padding; may be invalid in a received PDU.</summary>
    public required string CalledAETitle { get; init; }

    /// <summary>Calling-AE-title as written, without padding; may be invalid in a received PDU.</summary>
    public required string CallingAETitle { get; init; }

    /// <summary>Application-context-name; that of PS3.7 §A.2.1 by default.</summary>
    public DicomUid ApplicationContextName { get; init; } = Uids.DICOMApplicationContext;

    /// <summary>The proposed contexts, at most 128.</summary>
    public required IReadOnlyList<ProposedPresentationContext> PresentationContexts { get; init; }

    /// <summary>User information.</summary>
    public required UserInformation UserInformation { get; init; }
}
