using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>An item of Failed SOP Sequence (0008,1198): an instance that is not committed.</summary>
/// <param name="Instance">Which one.</param>
/// <param name="Reason">Failure Reason (0008,1197); a peer may send others than the enumeration names.</param>
public readonly record struct FailedReference(ReferencedInstance Instance, CommitmentFailureReason Reason);
