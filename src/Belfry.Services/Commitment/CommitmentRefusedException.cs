using Belfry.Network;

namespace Belfry.Services;

/// <summary>A peer refused a request for storage commitment.</summary>
/// <param name="response">The response.</param>
public sealed class CommitmentRefusedException(DimseResponse response) : FailedResponseException("Storage commitment was refused", response);
