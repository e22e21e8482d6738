using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Services;

/// <summary>
/// Accepts associations for the services there are, and finds the service of each request. A context is accepted when its SOP class is
/// served: worklists only when there is a worklist handler. The routes may be replaced at any time, from any thread; an association
/// keeps those it began with.
/// </summary>
/// <param name="routes">What is served, and to whom.</param>
public sealed class ServicePolicy(ServiceRoutes routes) : IAssociationPolicy, IDimseRoutes
{
    private volatile ServiceRoutes _routes = routes;

    /// <summary>What associations that begin now are served by.</summary>
    public ServiceRoutes Routes
    {
        get => _routes;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _routes = value;
        }
    }

    /// <inheritdoc/>
    public bool IsPrompt => true;

    /// <inheritdoc/>
    public ValueTask<AssociationDecision> DecideAsync(AssociationProposal proposal, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        return ValueTask.FromResult(Decide(proposal, _routes));
    }

    /// <inheritdoc/>
    public IDimseService? Find(Association association, PresentationContext context, DimseRequest request)
    {
        ArgumentNullException.ThrowIfNull(association);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(request);
        var inForce = association.State as ServiceRoutes ?? _routes;
        return inForce.Find(context.AbstractSyntax, request.CommandField, association.CallingAETitle, association.CalledAETitle,
            (association.RemoteEndPoint as System.Net.IPEndPoint)?.Address);
    }

    /// <inheritdoc/>
    public DimseResponse MapFault(DimseOperation operation, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return FaultStatus.Map(operation.Request, exception);
    }

    /// <inheritdoc/>
    public bool IsExpectedFault(Exception exception) => FaultStatus.IsExpected(exception);

    private static AssociationDecision Decide(AssociationProposal proposal, ServiceRoutes routes)
    {
        if (!routes.Permissions.AcceptsCalled(proposal.CalledAETitle))
            return AssociationDecision.Reject(AssociationRejection.CalledAETitleNotRecognized);
        if (!routes.Permissions.AcceptsCalling(proposal.CallingAETitle))
            return AssociationDecision.Reject(AssociationRejection.CallingAETitleNotRecognized);
        if (routes.Permissions.FindCallerFault(proposal.CallingAETitle, proposal.Tls) is { } fault)
            return AssociationDecision.Reject(AssociationRejection.CallingAETitleNotRecognized, fault);
        var roles = GrantRoles(proposal, routes);
        var answers = proposal.Request.PresentationContexts.Select(context => Answer(context, proposal.CalledAETitle, routes, roles)).ToArray();
        return AssociationDecision.Accept(answers) with
        {
            State = routes,
            RoleSelections = roles,
            ExtendedNegotiations = AnswerExtended(proposal, routes),
        };
    }

    private static IReadOnlyList<RoleSelection> GrantRoles(AssociationProposal proposal, ServiceRoutes routes) =>
        proposal.Request.UserInformation.RoleSelections.Count == 0
            ? []
            : [.. GetRoles.Grant(proposal, routes), .. CommitmentRoles.Grant(proposal, routes)];

    private static List<SopClassExtendedNegotiation> AnswerExtended(AssociationProposal proposal, ServiceRoutes routes)
    {
        List<SopClassExtendedNegotiation> answers = [];
        foreach (var proposed in proposal.Request.UserInformation.ExtendedNegotiations)
        {
            var granted = routes.AnswerExtendedNegotiation(proposed.SopClassUid, proposal.CalledAETitle, proposed.ServiceClassApplicationInformation);
            if (granted is { } bytes)
                answers.Add(new SopClassExtendedNegotiation(proposed.SopClassUid, bytes));
        }

        return answers;
    }

    private static PresentationContextAnswer Answer(
        ProposedPresentationContext context, AETitle called, ServiceRoutes routes, IReadOnlyList<RoleSelection> roles)
    {
        if (!routes.TryChoose(context.AbstractSyntax, called, context.TransferSyntaxes, out var transferSyntax)
            && !(roles.Any(role => role.SopClassUid == context.AbstractSyntax) && GetRoles.TryChoose(context, out transferSyntax)))
            return PresentationContextAnswer.Refuse(context.Id, PresentationContextResult.AbstractSyntaxNotSupported);
        return transferSyntax.IsEmpty
            ? PresentationContextAnswer.Refuse(context.Id, PresentationContextResult.TransferSyntaxesNotSupported)
            : PresentationContextAnswer.Accept(context.Id, transferSyntax);
    }
}
