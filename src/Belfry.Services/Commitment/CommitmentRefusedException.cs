using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Services;

/// <summary>A peer refused a request for storage commitment: its answer, not a fault of the connection, which lives on.</summary>
public sealed class CommitmentRefusedException : Exception
{
    /// <param name="response">The response.</param>
    public CommitmentRefusedException(DimseResponse response)
        : base(Describe(response)) => Response = response;

    /// <summary>The response, with its Error Comment.</summary>
    public DimseResponse Response { get; }

    /// <summary>Its status.</summary>
    public DimseStatus Status => Response.Status;

    private static string Describe(DimseResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.ErrorComment is { } comment
            ? $"Storage commitment was refused with {response.Status}: {comment}"
            : $"Storage commitment was refused with {response.Status}.";
    }
}
