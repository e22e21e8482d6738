namespace Belfry.Services;

/// <summary>How a report of storage commitment is waited for. Immutable.</summary>
/// <param name="Timeout">How long after the response to the request; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for ever.</param>
/// <param name="OnOtherAssociations">
/// The peer may report on an association of its own, too, which somebody accepts; else the wait is over with the association that was asked on.
/// </param>
public sealed record CommitmentWait(TimeSpan Timeout, bool OnOtherAssociations);
