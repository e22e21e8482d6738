using Belfry.Jobs;

namespace Belfry.Services;

/// <summary>Why a report did not arrive.</summary>
/// <param name="Error">For the job.</param>
/// <param name="IsFinal">True when no later attempt can do better.</param>
internal sealed record ReportFault(JobError Error, bool IsFinal = false)
{
    // The numbers are those of the reference server.
    private const int NetworkProtocol = 9;
    private const int UnknownModality = 7;

    /// <summary>In words.</summary>
    public string Text => Error.Details ?? Error.Description;

    /// <summary>The peer could not be reached, or did not take it.</summary>
    public static ReportFault Network(string details) => new(new JobError(NetworkProtocol, "Error in the network protocol", details));

    /// <summary>Nobody knows where the peer is.</summary>
    public static ReportFault NoModality(string details) => new(new JobError(UnknownModality, "Unknown modality", details));

    /// <summary>The association that it may go by is over.</summary>
    public static ReportFault Gone(string details) => new(new JobError(NetworkProtocol, "Error in the network protocol", details), IsFinal: true);
}
