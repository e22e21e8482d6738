namespace Belfry.Services;

/// <summary>
/// For which AE titles a trusted certificate stands. What a modality's <see cref="RemoteModality.TlsCertificates"/> say holds in all cases; this is about
/// modalities that have none there, and callers that are not known.
/// </summary>
public enum TlsBinding
{
    /// <summary>For all, but for those of other known modalities: one that is listed with another, or has its AE title for a name.</summary>
    Known,

    /// <summary>For those that it names alone: one of its names is the AE title, or the modality's host.</summary>
    Always,

    /// <summary>For all.</summary>
    Listed,
}
