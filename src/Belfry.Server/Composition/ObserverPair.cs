using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Server.Composition;

/// <summary>Tells two observers; tickets are those of the first, and the second must need none.</summary>
internal sealed class ObserverPair(IAssociationObserver first, IAssociationObserver second) : IAssociationObserver
{
    /// <summary>Both, the one that there is, or null.</summary>
    public static IAssociationObserver? Of(IAssociationObserver? first, IAssociationObserver? second) =>
        first is null ? second : second is null ? first : new ObserverPair(first, second);

    public void OnEstablished(Association association)
    {
        first.OnEstablished(association);
        second.OnEstablished(association);
    }

    public void OnEnded(Association association, in AssociationEnd end)
    {
        first.OnEnded(association, in end);
        second.OnEnded(association, in end);
    }

    public void OnTlsFailed(Association association, string? detail)
    {
        first.OnTlsFailed(association, detail);
        second.OnTlsFailed(association, detail);
    }

    public void OnNotConnected(FailedConnection attempt)
    {
        first.OnNotConnected(attempt);
        second.OnNotConnected(attempt);
    }

    public long OnOperationBegan(DimseOperation operation)
    {
        second.OnOperationBegan(operation);
        return first.OnOperationBegan(operation);
    }

    public void OnResponse(DimseOperation operation, long ticket, DimseResponse response, IDataSetSource? dataSet)
    {
        first.OnResponse(operation, ticket, response, dataSet);
        second.OnResponse(operation, ticket, response, dataSet);
    }

    public void OnOperationEnded(DimseOperation operation, long ticket, TimeSpan elapsed)
    {
        first.OnOperationEnded(operation, ticket, elapsed);
        second.OnOperationEnded(operation, ticket, elapsed);
    }

    public long OnInvoked(Association association, PresentationContext context, DimseRequest request, IDataSetSource? dataSet)
    {
        second.OnInvoked(association, context, request, dataSet);
        return first.OnInvoked(association, context, request, dataSet);
    }

    public void OnReply(long ticket, DimseReply reply)
    {
        first.OnReply(ticket, reply);
        second.OnReply(ticket, reply);
    }

    public void OnInvocationEnded(long ticket, TimeSpan elapsed)
    {
        first.OnInvocationEnded(ticket, elapsed);
        second.OnInvocationEnded(ticket, elapsed);
    }
}
