using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>A presentation context as proposed in an A-ASSOCIATE-RQ (PS3.8 §9.3.2.2).</summary>
/// <param name="Id">Presentation-context-ID: odd, 1 to 255.</param>
/// <param name="AbstractSyntax">The abstract syntax: a SOP class or Meta SOP class.</param>
/// <param name="TransferSyntaxes">The transfer syntaxes that the requestor can use, in its order; unregistered ones included.</param>
public sealed record ProposedPresentationContext(byte Id, DicomUid AbstractSyntax, IReadOnlyList<DicomUid> TransferSyntaxes);
