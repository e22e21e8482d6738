using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>SOP Class Common Extended Negotiation (PS3.7 §D.3.3.6): what an unknown SOP class is related to. Has no answer.</summary>
/// <param name="SopClassUid">The SOP class.</param>
/// <param name="ServiceClassUid">Its service class.</param>
/// <param name="RelatedGeneralSopClassUids">General SOP classes that it is a special case of.</param>
public sealed record SopClassCommonExtendedNegotiation(
    DicomUid SopClassUid, DicomUid ServiceClassUid, IReadOnlyList<DicomUid> RelatedGeneralSopClassUids);
