using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>The acceptor's answer to one proposed presentation context (PS3.8 §9.3.3.2).</summary>
/// <param name="Id">Presentation-context-ID of the proposal.</param>
/// <param name="Result">Accepted, or why not.</param>
/// <param name="TransferSyntax">The transfer syntax chosen of those proposed; empty unless accepted.</param>
public readonly record struct PresentationContextAnswer(byte Id, PresentationContextResult Result, DicomUid TransferSyntax)
{
    /// <summary>Accepts with a transfer syntax.</summary>
    public static PresentationContextAnswer Accept(byte id, DicomUid transferSyntax) => new(id, PresentationContextResult.Acceptance, transferSyntax);

    /// <summary>Refuses.</summary>
    public static PresentationContextAnswer Refuse(byte id, PresentationContextResult result) => new(id, result, default);
}
