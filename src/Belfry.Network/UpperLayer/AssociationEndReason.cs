namespace Belfry.Network;

/// <summary>How an association ended: the one reason that its log line and its metric carry. The first cause is kept.</summary>
public enum AssociationEndReason
{
    /// <summary>It has not ended.</summary>
    None = 0,

    /// <summary>The peer released it.</summary>
    ReleasedByPeer,

    /// <summary>This side released it.</summary>
    Released,

    /// <summary>The acceptor refused it.</summary>
    Rejected,

    /// <summary>The peer sent A-ABORT.</summary>
    AbortedByPeer,

    /// <summary>This side aborted it because its user asked.</summary>
    Aborted,

    /// <summary>The peer broke the protocol; this side aborted it.</summary>
    ProtocolViolation,

    /// <summary>The peer closed the connection without release or abort, or the connection failed.</summary>
    ConnectionClosed,

    /// <summary>No connection came about.</summary>
    ConnectionFailed,

    /// <summary>The peer connected but sent no A-ASSOCIATE-RQ, or did not answer ours, in time.</summary>
    NegotiationTimeout,

    /// <summary>Nothing was heard from the peer for the idle timeout.</summary>
    IdleTimeout,

    /// <summary>The peer did not read what was sent to it.</summary>
    WriteTimeout,

    /// <summary>The peer did not answer a request in time.</summary>
    ResponseTimeout,

    /// <summary>The peer did not answer A-RELEASE-RQ, or operations did not end after the peer's, in time.</summary>
    ReleaseTimeout,

    /// <summary>The listener stopped.</summary>
    Stopped,

    /// <summary>An error in this program.</summary>
    Failed,

    /// <summary>No TLS came about: a certificate that is not taken, a version or cipher suite that is not spoken, or no TLS at all.</summary>
    TlsFailed,
}
