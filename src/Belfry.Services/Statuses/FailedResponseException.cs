using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Services;

/// <summary>A peer answered a request with a failure: its answer, not a fault of the connection, which lives on.</summary>
public abstract class FailedResponseException : Exception
{
    private protected FailedResponseException(string what, DimseResponse response)
        : base(Describe(what, response)) => Response = response;

    /// <summary>The final response, with its Error Comment and Offending Elements.</summary>
    public DimseResponse Response { get; }

    /// <summary>Its status.</summary>
    public DimseStatus Status => Response.Status;

    private static string Describe(string what, DimseResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.ErrorComment is { } comment ? $"{what} with {response.Status}: {comment}" : $"{what} with {response.Status}.";
    }
}
