using Belfry.Services;

namespace Belfry.Web;

/// <summary>How REST asks modalities. Immutable.</summary>
public sealed record RemoteOptions
{
    /// <summary>How many queries are kept with their answers (<c>QueryRetrieveSize</c>). Default: 100, as the reference server.</summary>
    public int KeptQueries { get; init; } = 100;

    /// <summary>True when an echo tries a C-FIND too (<c>DicomEchoChecksFind</c>). Default: false.</summary>
    public bool EchoChecksFind { get; init; }

    /// <summary>How instances are had when neither the client nor the modality's entry says (<c>DicomDefaultRetrieveMethod</c>). Default: C-MOVE.</summary>
    public RetrieveMethod RetrieveMethod { get; init; }
}
