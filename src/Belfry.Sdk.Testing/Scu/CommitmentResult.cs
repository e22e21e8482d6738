using Belfry.Dicom;

namespace Belfry.Sdk.Testing;

/// <summary>What became of a storage commitment transaction: the N-EVENT-REPORT that came (PS3.4 §J.3.3).</summary>
/// <param name="TransactionUid">Transaction UID (0008,1195).</param>
/// <param name="Committed">Referenced SOP Sequence (0008,1199): what is kept.</param>
/// <param name="Failed">Failed SOP Sequence (0008,1198): what is not, and why.</param>
/// <param name="RetrieveAETitle">Retrieve AE Title (0008,0054); empty when the report says nothing.</param>
public sealed record CommitmentResult(
    DicomUid TransactionUid,
    IReadOnlyList<ReferencedInstance> Committed,
    IReadOnlyDictionary<ReferencedInstance, CommitmentFailureReason> Failed,
    AETitle RetrieveAETitle);
