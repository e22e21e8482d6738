namespace Belfry.Network;

/// <summary>An association could not be made, or ended while an operation on it ran.</summary>
public class AssociationException : Exception
{
    /// <param name="reason">How it ended.</param>
    /// <param name="message">What happened; holds no patient data.</param>
    /// <param name="innerException">The cause.</param>
    public AssociationException(AssociationEndReason reason, string message, Exception? innerException = null)
        : base(message, innerException) => Reason = reason;

    /// <summary>How it ended.</summary>
    public AssociationEndReason Reason { get; }
}
