namespace Belfry.Network;

/// <summary>Events, actions and states (PS3.8 §9.2).</summary>
internal sealed partial class AssociationLoop
{
    private readonly Lock _gate = new();
    private volatile UpperLayerState _state = UpperLayerState.Sta1;
    private volatile bool _isClosed;
    private volatile AssociationEndReason _deadlineReason = AssociationEndReason.NegotiationTimeout;

    public UpperLayerState State => _state;

    /// <summary>True when P-DATA may be sent (DT-1, AR-7).</summary>
    public bool CanSend => UpperLayerTable.Action(_state, UpperLayerEvent.Evt9) != UpperLayerAction.None;

    private TimeSpan TimeToClose => _user.IsStopping ? _limits.ClosingTimeout : _limits.ArtimTimeout;

    /// <summary>Begins: the acceptor waits for a request, the requestor sends one.</summary>
    public void Open(OutputBuffer? request)
    {
        if (_role == AssociationRole.Acceptor)
        {
            Fire(UpperLayerEvent.Evt5);
            return;
        }

        Fire(UpperLayerEvent.Evt1);
        Fire(UpperLayerEvent.Evt2, pdu: request);
        WaitAtMost(_limits.ArtimTimeout, AssociationEndReason.NegotiationTimeout);
    }

    /// <summary>Aborts with the reason when the time is over, unless <see cref="StopWaiting"/> comes first.</summary>
    public void WaitAtMost(TimeSpan time, AssociationEndReason reason)
    {
        _deadlineReason = reason;
        _timer.StartUser(time);
    }

    public void StopWaiting() => _timer.StopUser();

    /// <summary>Closes the connection whatever the state.</summary>
    public void Close()
    {
        _isClosed = true;
        _transport.Close();
    }

    public void OnDeadline(AssociationDeadline deadline)
    {
        switch (deadline)
        {
            case AssociationDeadline.Artim:
                Fire(UpperLayerEvent.Evt18, AssociationEndReason.NegotiationTimeout);
                break;
            case AssociationDeadline.Idle:
                Fire(UpperLayerEvent.Evt15, AssociationEndReason.IdleTimeout);
                break;
            case AssociationDeadline.User:
                Fire(UpperLayerEvent.Evt15, _deadlineReason);
                break;
            case AssociationDeadline.Write:
                // It would not read the A-ABORT either.
                Fire(UpperLayerEvent.Evt15, AssociationEndReason.WriteTimeout);
                Close();
                break;
        }
    }

    /// <summary>Lets the table decide on an event and does what it says.</summary>
    /// <param name="happening">The event.</param>
    /// <param name="reason">Why, if the association ends by it.</param>
    /// <param name="pdu">The PDU to send, if the action sends one.</param>
    /// <param name="violation">Source and reason of an A-ABORT by the provider.</param>
    /// <returns>The action; None when the event does not fit the state and nothing was done.</returns>
    public UpperLayerAction Fire(
        UpperLayerEvent happening,
        AssociationEndReason reason = AssociationEndReason.Aborted,
        OutputBuffer? pdu = null,
        ProtocolViolationException? violation = null)
    {
        UpperLayerAction action;
        bool isEnd;
        lock (_gate)
        {
            action = UpperLayerTable.Action(_state, happening);
            if (action == UpperLayerAction.None)
            {
                if (pdu is not null)
                    Output.Discard(pdu);
                return action;
            }

            _state = UpperLayerTable.Next(action, _role);
            // Before anything is sent: a peer that closes at once must not find an end without a reason.
            var end = EndBy(action, happening, reason, violation);
            isEnd = end != AssociationEndReason.None && _user.NoteEnd(end);
            Execute(action, pdu, violation);
        }

        if (isEnd)
            _user.OnEnd();
        return action;
    }

    private static AssociationEndReason EndBy(
        UpperLayerAction action, UpperLayerEvent happening, AssociationEndReason reason, ProtocolViolationException? violation) => action switch
        {
            UpperLayerAction.AE4 or UpperLayerAction.AE8 => AssociationEndReason.Rejected,
            UpperLayerAction.AA4 or UpperLayerAction.AA5 => reason,
            UpperLayerAction.AR3 => AssociationEndReason.Released,
            UpperLayerAction.AR4 => AssociationEndReason.ReleasedByPeer,
            UpperLayerAction.AA1 => violation is null && happening is UpperLayerEvent.Evt15 ? reason : AssociationEndReason.ProtocolViolation,
            UpperLayerAction.AA2 => happening == UpperLayerEvent.Evt16 ? AssociationEndReason.AbortedByPeer : reason,
            UpperLayerAction.AA3 => AssociationEndReason.AbortedByPeer,
            UpperLayerAction.AA8 => AssociationEndReason.ProtocolViolation,
            _ => AssociationEndReason.None,
        };

    private void Execute(UpperLayerAction action, OutputBuffer? pdu, ProtocolViolationException? violation)
    {
        switch (action)
        {
            case UpperLayerAction.AE2 or UpperLayerAction.AE7:
                Send(pdu);
                break;
            case UpperLayerAction.AE3:
                _timer.StopUser();
                break;
            case UpperLayerAction.AE4 or UpperLayerAction.AR3 or UpperLayerAction.AA3:
                Close();
                break;
            case UpperLayerAction.AE5:
                _timer.StartArtim(_limits.ArtimTimeout);
                break;
            case UpperLayerAction.AE6 or UpperLayerAction.AR5 or UpperLayerAction.AA5:
                _timer.StopArtim();
                break;
            case UpperLayerAction.AE8:
                Send(pdu);
                _timer.StartArtim(TimeToClose);
                break;
            case UpperLayerAction.AR1:
                SendShort(ShortPduWriter.WriteReleaseRequest);
                break;
            case UpperLayerAction.AR4:
                // A peer that has read the response may ask for its next association at once.
                _user.GiveUpPlace();
                SendShort(ShortPduWriter.WriteReleaseResponse);
                _timer.StopUser();
                _timer.StartArtim(TimeToClose);
                break;
            case UpperLayerAction.AR9:
                SendShort(ShortPduWriter.WriteReleaseResponse);
                break;
            case UpperLayerAction.AA1:
                SendAbort(AbortSource.ServiceUser, AbortReason.NotSpecified);
                _timer.StartArtim(TimeToClose);
                break;
            case UpperLayerAction.AA2:
                _timer.StopArtim();
                Close();
                break;
            case UpperLayerAction.AA7:
                SendAbort(AbortSource.ServiceProvider, violation?.AbortReason ?? AbortReason.UnexpectedPdu);
                break;
            case UpperLayerAction.AA8:
                SendAbort(AbortSource.ServiceProvider, violation?.AbortReason ?? AbortReason.UnexpectedPdu);
                _timer.StartArtim(TimeToClose);
                break;
        }
    }

    private void Send(OutputBuffer? pdu)
    {
        if (pdu is null)
            return;
        Output.Add(pdu);
        Output.Flush();
    }

    private void SendShort(Action<OutputBuffer> write)
    {
        var pdu = Output.Rent();
        write(pdu);
        Send(pdu);
    }

    private void SendAbort(AbortSource source, AbortReason reason)
    {
        var pdu = Output.Rent();
        ShortPduWriter.WriteAbort(pdu, source, reason);
        Output.AddAtOnce(pdu);
        Output.Flush();
    }

    /// <summary>A violation of the service-user's rules is an A-ABORT request of this side; others are an invalid PDU.</summary>
    private void OnViolation(ProtocolViolationException violation)
    {
        _user.OnViolation(violation);
        var happening = violation.AbortSource == AbortSource.ServiceUser ? UpperLayerEvent.Evt15 : UpperLayerEvent.Evt19;
        Fire(happening, AssociationEndReason.ProtocolViolation, violation: violation);
    }

    /// <summary>One token: which event it is, and who hears of it.</summary>
    private void Take(in PduToken token)
    {
        if (token.IsDataValue)
        {
            if (_takesValues)
                _user.OnDataValue(in token);
            return;
        }

        switch (token.Type)
        {
            case PduType.DataTransfer:
                _takesValues = Receive(UpperLayerEvent.Evt10) is UpperLayerAction.DT2 or UpperLayerAction.AR6;
                break;
            case PduType.AssociateRequest:
                var request = _state == UpperLayerState.Sta2 ? AssociatePduReader.ReadRequest(token.Bytes, _limits) : null;
                if (Receive(UpperLayerEvent.Evt6) == UpperLayerAction.AE6 && request is not null)
                    _user.OnRequest(request);
                break;
            case PduType.AssociateAccept:
                var accept = _state == UpperLayerState.Sta5 ? AssociatePduReader.ReadAccept(token.Bytes, _limits) : null;
                if (accept is not null)
                    _user.PrepareAccept(accept);
                if (Receive(UpperLayerEvent.Evt3) == UpperLayerAction.AE3)
                    _user.OnAccept();
                break;
            case PduType.AssociateReject:
                if (_state == UpperLayerState.Sta5)
                    _user.OnReject(AssociatePduReader.ReadReject(token.Bytes));
                Receive(UpperLayerEvent.Evt4);
                break;
            case PduType.ReleaseRequest:
                if (Receive(UpperLayerEvent.Evt12) is UpperLayerAction.AR2 or UpperLayerAction.AR8)
                    _user.OnReleaseIndication();
                break;
            case PduType.ReleaseResponse:
                if (Receive(UpperLayerEvent.Evt13) == UpperLayerAction.AR10)
                    _user.OnReleaseCollisionConfirmed();
                break;
            case PduType.Abort:
                _user.OnAbortReceived(token.Bytes[2], token.Bytes[3]);
                Receive(UpperLayerEvent.Evt16);
                break;
        }
    }

    /// <summary>As <see cref="Fire"/>; after an answer that ends the association nothing more is parsed.</summary>
    private UpperLayerAction Receive(UpperLayerEvent happening)
    {
        var action = Fire(happening, AssociationEndReason.ProtocolViolation);
        if (action is UpperLayerAction.AA1 or UpperLayerAction.AA7 or UpperLayerAction.AA8)
        {
            _discards = true;
            _user.OnUnexpectedPdu(happening);
        }

        return action;
    }
}
