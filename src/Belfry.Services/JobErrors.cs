using Belfry.Jobs;

namespace Belfry.Services;

/// <summary>Why jobs with other peers fail, by the numbers of the reference server.</summary>
public static class JobErrors
{
    /// <summary>What <see cref="RemoteFailure"/> means, for people; the number alone is that of <see cref="Network"/>.</summary>
    public const string RemoteFailureText = "The remote application answered with a failure";

    /// <summary>No modality has the name or AE title.</summary>
    public static JobError UnknownModality(string details) => new(7, "Unknown modality", details);

    /// <summary>An association could not be made, or broke.</summary>
    public static JobError Network(string details) => new(9, "Error in the network protocol", details);

    /// <summary>The peer answered with a failure; the details end with its status.</summary>
    public static JobError RemoteFailure(string details) => new(9, RemoteFailureText, details);

    /// <summary>The peer does not serve what it is asked for.</summary>
    /// <param name="code">2016 for C-FIND, 2017 for C-MOVE, 2045 for C-GET.</param>
    /// <param name="details">More.</param>
    public static JobError NotSupported(int code, string details) => new(code, "The remote application does not serve this", details);
}
