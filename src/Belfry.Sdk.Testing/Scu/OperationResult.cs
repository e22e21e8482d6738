using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Sdk.Testing;

/// <summary>How an operation ended, as the peer saw it: its final response. Not sealed: a query and a move say more.</summary>
/// <param name="Status">Status (0000,0900).</param>
/// <param name="ErrorComment">Error Comment (0000,0902); null for none.</param>
/// <param name="OffendingElements">Offending Element (0000,0901); may be empty.</param>
public record OperationResult(DimseStatus Status, string? ErrorComment, IReadOnlyList<DicomTag> OffendingElements)
{
    /// <summary>True for status 0000H.</summary>
    public bool IsSuccess => Status == DimseStatus.Success;

    internal static OperationResult Of(DimseResponse response) => new(response.Status, response.ErrorComment, response.OffendingElements);
}

/// <summary>How a C-FIND ended, and what it answered.</summary>
/// <param name="Answers">The identifiers of the pending responses, in their order.</param>
/// <param name="HasUnsupportedKeys">True when a pending response said FF01H: some optional key is in no answer.</param>
/// <param name="End">The final response.</param>
public sealed record FindResult(IReadOnlyList<DicomDataSet> Answers, bool HasUnsupportedKeys, OperationResult End) : OperationResult(End);

/// <summary>How a C-MOVE ended, with the counters of its final response; null is what that left out.</summary>
/// <param name="Completed">Number of Completed Sub-operations (0000,1021).</param>
/// <param name="Failed">Number of Failed Sub-operations (0000,1022).</param>
/// <param name="Warnings">Number of Warning Sub-operations (0000,1023).</param>
/// <param name="Remaining">Number of Remaining Sub-operations (0000,1020): after a C-CANCEL.</param>
/// <param name="FailedInstances">Failed SOP Instance UID List (0008,0058).</param>
/// <param name="PendingResponses">How many responses came before the final one.</param>
/// <param name="End">The final response.</param>
public sealed record MoveResult(
    int? Completed, int? Failed, int? Warnings, int? Remaining, IReadOnlyList<DicomUid> FailedInstances, int PendingResponses, OperationResult End)
    : OperationResult(End);
