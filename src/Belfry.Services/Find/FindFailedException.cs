using Belfry.Network;

namespace Belfry.Services;

/// <summary>A peer ended a query with a failure.</summary>
/// <param name="response">The final response.</param>
public sealed class FindFailedException(DimseResponse response) : FailedResponseException("The query failed", response);
