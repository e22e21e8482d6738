using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>A-ASSOCIATE-AC (PS3.8 §9.3.3). Immutable. Its AE title fields repeat the request's and are not significant.</summary>
public sealed record AssociateAcceptPdu
{
    /// <summary>Protocol-version; bit 0 is version 1, the only one there is.</summary>
    public ushort ProtocolVersion { get; init; } = 1;

    /// <summary>Called-AE-title of the request, sent back.</summary>
    public required string CalledAETitle { get; init; }

    /// <summary>Calling-AE-title of the request, sent back.</summary>
    public required string CallingAETitle { get; init; }

    /// <summary>Application-context-name; that of PS3.7 §A.2.1 by default.</summary>
    public DicomUid ApplicationContextName { get; init; } = Uids.DICOMApplicationContext;

    /// <summary>One answer for each proposed context.</summary>
    public required IReadOnlyList<PresentationContextAnswer> PresentationContexts { get; init; }

    /// <summary>User information.</summary>
    public required UserInformation UserInformation { get; init; }
}
