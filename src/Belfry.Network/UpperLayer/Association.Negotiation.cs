using System.Diagnostics;

namespace Belfry.Network;

/// <summary>How the association comes about.</summary>
public sealed partial class Association
{
    private readonly TaskCompletionSource? _established;
    private volatile CancellationTokenSource? _negotiating;
    private AssociateRequestPdu? _request;
    private AssociateAcceptPdu? _accept;
    private volatile PresentationContext[] _contexts = [];
    private AssociationRejection? _rejection;
    private bool _isRegistered;
    private ActivityContext _caller;

    /// <summary>Completes when the association stands, or fails with why it does not. For the requestor only, which alone has one.</summary>
    internal Task Established => _established!.Task;

    /// <summary>Runs the acceptor's side until the connection ends.</summary>
    internal Task RunAcceptorAsync()
    {
        _loop.Open(null);
        return _loop.RunAsync();
    }

    /// <summary>Begins the requestor's side, which runs until the connection ends.</summary>
    internal Task RunRequestorAsync(AssociationRequest request)
    {
        _caller = NetworkTracing.Caller;
        CallingAETitle = request.CallingAETitle;
        CalledAETitle = request.CalledAETitle;
        _request = RequestorNegotiation.Request(request, Limits);
        var pdu = _loop.Output.Rent();
        AssociatePduWriter.Write(pdu, _request);
        _loop.Open(pdu);
        return _loop.RunAsync();
    }

    /// <summary>A well-formed request has come in (Sta3).</summary>
    internal void OnRequest(AssociateRequestPdu request)
    {
        _request = request;
        var fault = AcceptorNegotiation.FindFault(request, out var calling, out var called);
        CallingAETitle = calling;
        CalledAETitle = called;
        if (fault is { } refusal)
            Reject(refusal);
        else if (_environment.Registry is { } registry && !(_isRegistered = registry.TryEnter(this)))
            Reject(AssociationRejection.LocalLimitExceeded);
        else
            _loop.StartSoon(new Negotiation(this));
        // A deadline may have ended it while it took its place.
        if (EndReason != AssociationEndReason.None)
            GiveUpPlace();
    }

    /// <summary>What an A-ASSOCIATE-AC puts in force; before its event, since P-DATA may follow at once.</summary>
    internal void PrepareAccept(AssociateAcceptPdu accept)
    {
        _contexts = RequestorNegotiation.Contexts(Request, accept);
        _accept = accept;
        PutInForce(accept.UserInformation, accept.UserInformation.AsynchronousOperationsWindow);
    }

    internal void OnAccept()
    {
        NetworkMetrics.AssociationBegan(Role);
        Activity = NetworkTracing.BeginAssociation(this, _caller);
        Log.Established(_environment.Logger, Id, CallingAETitle.Value, CalledAETitle.Value, RemoteEndPoint, TlsNote, _contexts.Length);
        Observer?.OnEstablished(this);
        _established?.TrySetResult();
    }

    internal void OnReject(AssociationRejection rejection) => _rejection = rejection;

    private async ValueTask DecideAsync()
    {
        AssociationDecision decision;
        // Nobody ends a prompt policy.
        using var negotiating = _environment.Policy!.IsPrompt ? null : new CancellationTokenSource();
        _negotiating = negotiating;
        try
        {
            // It may have ended before this began; if it ends from now on, the token fires.
            if (EndReason != AssociationEndReason.None)
                return;
            var proposal = new AssociationProposal(Request, CallingAETitle, CalledAETitle, RemoteEndPoint, Id) { Tls = Tls };
            decision = await _environment.Policy.DecideAsync(proposal, negotiating?.Token ?? CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (exception is not OperationCanceledException || EndReason == AssociationEndReason.None)
                Log.PolicyFailed(_environment.Logger, exception, Id);
            Reject(AssociationRejection.TemporaryCongestion);
            return;
        }
        finally
        {
            _negotiating = null;
        }

        if (decision.Rejection is { } rejection)
        {
            _rejectionDetail = decision.RejectionDetail;
            Reject(rejection);
            return;
        }

        try
        {
            AcceptRequest(decision);
        }
        catch (Exception exception)
        {
            // An answer that the wire cannot hold, such as an item longer than its length field.
            Log.PolicyFailed(_environment.Logger, exception, Id);
            Reject(AssociationRejection.TemporaryCongestion);
        }
    }

    private void AcceptRequest(AssociationDecision decision)
    {
        var accept = AcceptorNegotiation.Answer(Request, decision, Limits, out var contexts);
        _accept = accept;
        _contexts = contexts;
        State = decision.State;
        PutInForce(Request.UserInformation, accept.UserInformation.AsynchronousOperationsWindow);
        var pdu = _loop.Output.Rent();
        AssociatePduWriter.Write(pdu, accept);
        if (_loop.Fire(UpperLayerEvent.Evt7, pdu: pdu) != UpperLayerAction.AE7)
            return;
        _loop.Timer.Restart();
        NetworkMetrics.AssociationBegan(Role);
        Activity = NetworkTracing.BeginAssociation(this, _caller);
        Log.Established(_environment.Logger, Id, CallingAETitle.Value, CalledAETitle.Value, RemoteEndPoint, TlsNote, contexts.Length);
        Observer?.OnEstablished(this);
        EndIfStopping();
    }

    private void Reject(AssociationRejection rejection)
    {
        _rejection = rejection;
        var pdu = _loop.Output.Rent();
        ShortPduWriter.WriteReject(pdu, rejection);
        _loop.Fire(UpperLayerEvent.Evt8, pdu: pdu);
    }

    private void PutInForce(UserInformation peer, AsynchronousOperationsWindow? window)
    {
        // Zero is "no limit" (PS3.8 §D.1); we have one.
        var length = peer.MaxPduLength == 0 ? AssociationLimits.GreatestMaxPduLength : (int)Math.Min(peer.MaxPduLength, AssociationLimits.GreatestMaxPduLength);
        _fragmentLength = MessageWriter.FragmentLength(length);
        var (invokedByRequestor, invokedByAcceptor) = AcceptorNegotiation.WindowInForce(window, Limits);
        _operations.Window = Role == AssociationRole.Acceptor ? invokedByRequestor : invokedByAcceptor;
        _invocations.SetWindow(Role == AssociationRole.Acceptor ? invokedByAcceptor : invokedByRequestor);
    }

    /// <summary>Asks the policy: away from the loop, unless it is prompt.</summary>
    private sealed class Negotiation(Association association) : IReadyWork
    {
        public bool TryPerform()
        {
            if (!association._environment.Policy!.IsPrompt)
                return false;
            Execute();
            return true;
        }

        public void Execute()
        {
            var decision = association.DecideAsync();
            if (!decision.IsCompleted)
                _ = decision.AsTask();
        }
    }
}
