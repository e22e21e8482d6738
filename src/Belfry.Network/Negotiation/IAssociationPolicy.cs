namespace Belfry.Network;

/// <summary>Decides on proposed associations. Called on any thread, many at once.</summary>
public interface IAssociationPolicy
{
    /// <summary>
    /// Accepts or refuses. May take its time (an identity provider, say) without hindering others; the token fires when the peer
    /// aborts or closes meanwhile. An exception refuses with rejected-transient, temporary-congestion, and is logged.
    /// </summary>
    ValueTask<AssociationDecision> DecideAsync(AssociationProposal proposal, CancellationToken cancellation);
}
