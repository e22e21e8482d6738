namespace Belfry.Network;

/// <summary>How an operation ended: the one reason that its log line and its metric carry. The first cause is kept.</summary>
public enum OperationEndReason
{
    /// <summary>It still runs.</summary>
    None = 0,

    /// <summary>A final response other than Cancel was given.</summary>
    Completed,

    /// <summary>The peer sent C-CANCEL (PS3.7 §9.3.2.3).</summary>
    CCancel,

    /// <summary>The peer sent A-RELEASE-RQ while the operation ran.</summary>
    Released,

    /// <summary>One side aborted the association, or the peer broke the protocol.</summary>
    Aborted,

    /// <summary>The transport connection closed.</summary>
    ConnectionClosed,

    /// <summary>The peer did not read or did not send in time.</summary>
    Timeout,

    /// <summary>The listener stopped and its grace period is over.</summary>
    Stopped,

    /// <summary>The service threw, or ended without a final response.</summary>
    Failed,

    /// <summary>Answered by this layer without asking a service: no such service, wrong SOP class, duplicate Message ID.</summary>
    Refused,
}
