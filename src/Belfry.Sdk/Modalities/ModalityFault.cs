namespace Belfry.Sdk;

/// <summary>Whose fault it is that a request to a modality failed.</summary>
public enum ModalityFault
{
    /// <summary>The configuration's: there is no modality of that name.</summary>
    Unknown,

    /// <summary>The network's, or nobody listens: no connection, or no answer to the association request.</summary>
    Unreachable,

    /// <summary>The peer refused the association (A-ASSOCIATE-RJ), or aborted instead of answering.</summary>
    Refused,

    /// <summary>The peer accepted the association, and not the SOP class of the request.</summary>
    NotSupported,

    /// <summary>The peer answered with a failure: <see cref="ModalityException.Status"/> and its comment say more.</summary>
    Failed,

    /// <summary>The association ended before the last response: aborted, closed, or ended for a breach of the protocol.</summary>
    BrokenOff,

    /// <summary>The peer did not answer in time.</summary>
    Silent,
}
