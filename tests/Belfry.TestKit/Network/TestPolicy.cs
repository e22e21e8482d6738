using Belfry.Network;

namespace Belfry.TestKit;

/// <summary>Accepts every context with its first transfer syntax that is registered, unless a test says otherwise.</summary>
public sealed class TestPolicy : IAssociationPolicy
{
    /// <summary>Replaces the verdict.</summary>
    public Func<AssociationProposal, CancellationToken, ValueTask<AssociationDecision>>? Decide { get; set; }

    /// <summary>Changes an acceptance.</summary>
    public Func<AssociationProposal, AssociationDecision, AssociationDecision>? Adjust { get; set; }

    public static AssociationDecision AcceptAll(AssociationProposal proposal) =>
        AssociationDecision.Accept([.. proposal.Request.PresentationContexts.Select(context => context.TransferSyntaxes.Count == 0
            ? PresentationContextAnswer.Refuse(context.Id, PresentationContextResult.TransferSyntaxesNotSupported)
            : PresentationContextAnswer.Accept(context.Id, context.TransferSyntaxes[0]))]);

    public ValueTask<AssociationDecision> DecideAsync(AssociationProposal proposal, CancellationToken cancellation)
    {
        if (Decide is not null)
            return Decide(proposal, cancellation);
        var decision = AcceptAll(proposal);
        return ValueTask.FromResult(Adjust?.Invoke(proposal, decision) ?? decision);
    }
}
