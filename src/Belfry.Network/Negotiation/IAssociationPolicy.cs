namespace Belfry.Network;

/// <summary>Decides on proposed associations. Called on any thread, many at once.</summary>
public interface IAssociationPolicy
{
    /// <summary>
    /// True when <see cref="DecideAsync"/> neither blocks nor takes long: it is then called on the thread that receives, and its token never
    /// fires. False by default: it is called on a thread of the pool.
    /// </summary>
    bool IsPrompt => false;

    /// <summary>
    /// Accepts or refuses. May take its time (an identity provider, say) without hindering others; the token fires when the peer
    /// aborts or closes meanwhile. An exception refuses with rejected-transient, temporary-congestion, and is logged.
    /// </summary>
    ValueTask<AssociationDecision> DecideAsync(AssociationProposal proposal, CancellationToken cancellation);
}
