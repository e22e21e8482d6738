using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>SOP Class Extended Negotiation (PS3.7 §D.3.3.5): bytes whose meaning the service class defines.</summary>
/// <param name="SopClassUid">The SOP class.</param>
/// <param name="ServiceClassApplicationInformation">The bytes.</param>
public sealed record SopClassExtendedNegotiation(DicomUid SopClassUid, ReadOnlyMemory<byte> ServiceClassApplicationInformation);
