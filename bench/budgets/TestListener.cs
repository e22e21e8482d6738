using System.Net;
using Belfry.Network;
using Xunit;

namespace Belfry.Budgets;

/// <summary>A listener on a free port of the loopback interface that lets one service perform everything.</summary>
internal sealed class TestListener(IDimseService service) : IAssociationPolicy, IDimseRoutes
{
    public static async Task<DicomListener> StartAsync(IDimseService service, IAssociationObserver? observer = null)
    {
        var routes = new TestListener(service);
        var listener = new DicomListener(new DicomListenerOptions { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)] }, routes, routes, observer: observer);
        await listener.StartAsync(TestContext.Current.CancellationToken);
        return listener;
    }

    public ValueTask<AssociationDecision> DecideAsync(AssociationProposal proposal, CancellationToken cancellation)
    {
        var request = proposal.Request;
        var decision = AssociationDecision.Accept(
            [.. request.PresentationContexts.Select(context => PresentationContextAnswer.Accept(context.Id, context.TransferSyntaxes[0]))]);
        return ValueTask.FromResult(decision with { RoleSelections = request.UserInformation.RoleSelections });
    }

    public IDimseService? Find(Association association, PresentationContext context, DimseRequest request) => service;
}
