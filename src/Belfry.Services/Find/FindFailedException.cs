using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Services;

/// <summary>A peer ended a query with a failure: its answer, not a fault of the connection, which lives on.</summary>
public sealed class FindFailedException : Exception
{
    /// <param name="response">The final response.</param>
    public FindFailedException(DimseResponse response)
        : base(Describe(response)) => Response = response;

    /// <summary>The final response, with its Error Comment and Offending Elements.</summary>
    public DimseResponse Response { get; }

    /// <summary>Its status.</summary>
    public DimseStatus Status => Response.Status;

    private static string Describe(DimseResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.ErrorComment is { } comment
            ? $"The query failed with {response.Status}: {comment}"
            : $"The query failed with {response.Status}.";
    }
}
