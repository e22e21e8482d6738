using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>What a presentation context is needed for: a SOP class and what its instances are encoded in.</summary>
/// <param name="SopClassUid">The SOP class.</param>
/// <param name="TransferSyntax">The transfer syntax of the stored data set.</param>
public readonly record struct InstanceKind(DicomUid SopClassUid, TransferSyntax TransferSyntax);
