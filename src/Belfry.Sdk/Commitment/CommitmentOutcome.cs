namespace Belfry.Sdk;

/// <summary>
/// Whether an instance is committed. The default value is a failure with <see cref="CommitmentFailureReason.ProcessingFailure"/>: what nobody
/// said must not let anybody delete.
/// </summary>
public readonly record struct CommitmentOutcome
{
    private readonly CommitmentFailureReason _failure;

    private CommitmentOutcome(bool isCommitted, CommitmentFailureReason failure)
    {
        IsCommitted = isCommitted;
        _failure = failure;
    }

    /// <summary>The instance is kept: whoever asked may delete its own.</summary>
    public static CommitmentOutcome Committed => new(true, default);

    /// <summary>True when the instance is kept.</summary>
    public bool IsCommitted { get; }

    /// <summary>Why it is not committed; null when it is.</summary>
    public CommitmentFailureReason? FailureReason =>
        IsCommitted ? null : _failure == default ? CommitmentFailureReason.ProcessingFailure : _failure;

    /// <summary>The instance is not committed.</summary>
    public static CommitmentOutcome Failed(CommitmentFailureReason reason) => new(false, reason);
}
