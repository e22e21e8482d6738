namespace Belfry.Network;

/// <summary>The peer broke the upper layer protocol or the message exchange on it: the association ends with this A-ABORT.</summary>
public sealed class ProtocolViolationException : Exception
{
    /// <param name="source">Source of the A-ABORT.</param>
    /// <param name="reason">Reason of the A-ABORT.</param>
    /// <param name="message">What was wrong; must hold no patient data.</param>
    public ProtocolViolationException(AbortSource source, AbortReason reason, string message)
        : base(message)
    {
        AbortSource = source;
        AbortReason = reason;
    }

    /// <summary>Source of the A-ABORT.</summary>
    public AbortSource AbortSource { get; }

    /// <summary>Reason of the A-ABORT.</summary>
    public AbortReason AbortReason { get; }
}
