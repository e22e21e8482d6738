namespace Belfry.Network;

/// <summary>How the association ends.</summary>
public sealed partial class Association
{
    private const string ServerStops = "The server stops";

    private readonly long _started;
    private int _endReason;
    private long _operationCount;
    private volatile bool _isStopping;
    private volatile bool _isReleasing;
    private string? _endDetail;
    private string? _rejectionDetail;

    private string? EndDetail => _rejection is not { } rejection ? _endDetail
        : _rejectionDetail is null ? rejection.Description : $"{rejection.Description}: {_rejectionDetail}";

    /// <summary>True once the listener has asked this association to end.</summary>
    internal bool IsStopping => _isStopping;

    /// <summary>The peer asks for release: what runs has to end, then it is answered.</summary>
    internal void OnReleaseIndication()
    {
        _isReleasing = true;
        if (!_operations.IsEmpty)
            _loop.WaitAtMost(Limits.ReleaseTimeout, AssociationEndReason.ReleaseTimeout);
        foreach (var operation in _operations.TakeAll())
            EndOperation(operation, OperationEndReason.Released);
        if (_operations.IsEmpty)
            OnOperationsOver();
    }

    /// <summary>Release collision, acceptor side: the peer has confirmed ours, we now confirm its (AR-10, Sta12).</summary>
    internal void OnReleaseCollisionConfirmed() => _loop.Fire(UpperLayerEvent.Evt14);

    internal void OnAbortReceived(byte source, byte reason) => _endDetail ??= $"A-ABORT source {source}, reason {reason}";

    internal void OnViolation(ProtocolViolationException violation)
    {
        _endDetail ??= violation.Message;
        NetworkMetrics.ProtocolViolation();
    }

    internal void OnUnexpectedPdu(UpperLayerEvent happening)
    {
        _endDetail ??= $"Unexpected PDU ({happening})";
        NetworkMetrics.ProtocolViolation();
    }

    internal void OnTransportFault(Exception exception) => _endDetail ??= DescribeFault(exception);

    internal void OnBug(Exception exception) => Log.LoopFailed(_environment.Logger, exception, Id);

    /// <summary>The association is over, whatever the connection does. The first reason is kept.</summary>
    /// <returns>True for the first: then <see cref="OnEnd"/> has to follow.</returns>
    internal bool NoteEnd(AssociationEndReason reason)
    {
        if (_isStopping && reason == AssociationEndReason.Aborted)
            reason = AssociationEndReason.Stopped;
        if (Interlocked.CompareExchange(ref _endReason, (int)reason, (int)AssociationEndReason.None) != (int)AssociationEndReason.None)
            return false;
        if (reason == AssociationEndReason.Stopped)
            _endDetail ??= ServerStops;
        return true;
    }

    /// <summary>The one funnel for all that the end brings.</summary>
    internal void OnEnd()
    {
        var reason = EndReason;
        foreach (var operation in _operations.TakeAll())
            EndOperation(operation, OperationReason(reason));
        if (_established is not null || _assembler.IsInsideMessage || !_invocations.IsEmpty)
            TellWaiting(MakeException(reason));
        CancelNegotiation();
        GiveUpPlace();
    }

    /// <summary>The listener may let another association in.</summary>
    internal void GiveUpPlace()
    {
        if (Interlocked.Exchange(ref _isRegistered, false))
            _environment.Registry!.Leave(this);
    }

    /// <summary>The connection is closed: nothing more will happen.</summary>
    internal void OnClosed()
    {
        var reason = EndReason;
        var elapsed = _environment.Clock.GetElapsedTime(_started);
        // Seen, even if the caller has given up waiting.
        _ = _established?.Task.Exception;
        NetworkMetrics.AssociationEnded(Role, reason, wasEstablished: _accept is not null);
        NetworkTracing.EndAssociation(Activity, reason);
        if (_request is null)
            Log.NothingAsked(_environment.Logger, Id, RemoteEndPoint, TlsNote, reason, _endDetail);
        else if (_accept is null)
            Log.NotEstablished(
                _environment.Logger,
                Id,
                Utf8Line.TitleOf(CallingAETitle, _request.CallingAETitle),
                Utf8Line.TitleOf(CalledAETitle, _request.CalledAETitle),
                RemoteEndPoint,
                TlsNote,
                reason,
                EndDetail);
        else
            Log.Ended(_environment.Logger, this, reason, Interlocked.Read(ref _operationCount), elapsed, _endDetail);
        if (_request is null && reason == AssociationEndReason.TlsFailed)
            Observer?.OnTlsFailed(this, _endDetail);
        if (_request is not null)
            Observer?.OnEnded(this, new AssociationEnd(reason, EndDetail, Interlocked.Read(ref _operationCount), elapsed));
        _completion.TrySetResult(reason);
    }

    /// <summary>The listener stops: ends now if nothing runs, else when that is over.</summary>
    internal void Stop()
    {
        _isStopping = true;
        if (_loop.State is UpperLayerState.Sta2 or UpperLayerState.Sta13)
            _loop.Close();
        else
            EndIfStopping();
    }

    /// <summary>The grace period is over.</summary>
    internal void StopNow()
    {
        _isStopping = true;
        _loop.Fire(UpperLayerEvent.Evt15, AssociationEndReason.Stopped);
        if (_loop.State is UpperLayerState.Sta2)
            _loop.Close();
    }

    /// <summary>Closes the connection without waiting for the peer to do so.</summary>
    internal void CloseNow() => _loop.Close();

    private void TellWaiting(AssociationException exception)
    {
        _assembler.Break(exception);
        _invocations.FailAll(exception);
        _established?.TrySetException(exception);
    }

    private void CancelNegotiation()
    {
        try
        {
            if (_negotiating is { } negotiating)
                _ = negotiating.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The policy has just decided.
            return;
        }
    }

    /// <summary>Aborts an idle association of a listener that stops. One that has ended has its time to close.</summary>
    private void EndIfStopping()
    {
        if (_isStopping && _loop.State == UpperLayerState.Sta6 && _operations.IsEmpty)
            _loop.Fire(UpperLayerEvent.Evt15, AssociationEndReason.Stopped);
    }

    // What a read says of a connection that this side has closed is no news.
    private string DescribeFault(Exception exception) => exception switch
    {
        TlsFailedException => exception.Message,
        ObjectDisposedException or OperationCanceledException => _isStopping ? ServerStops : "Closed on this side",
        _ => exception.Message,
    };

    private void OnOperationsOver()
    {
        if (_isReleasing && _loop.State is UpperLayerState.Sta8 or UpperLayerState.Sta9 or UpperLayerState.Sta12)
            _loop.Fire(UpperLayerEvent.Evt14);
    }

    private void EndOperation(DimseOperation operation, OperationEndReason reason)
    {
        operation.Cancel(reason);
        // One that never started, because its turn or its data set did not come, has nobody who ends it.
        if (operation.TryNeverStart())
            OnOperationEnded(operation, null);
    }

    private AssociationException MakeException(AssociationEndReason reason) => reason == AssociationEndReason.Rejected && _rejection is { } rejection
        ? new AssociationRejectedException(rejection)
        : new AssociationException(reason, _endDetail is null ? $"The association ended: {reason}." : $"The association ended: {reason} ({_endDetail}).");

    private static OperationEndReason OperationReason(AssociationEndReason reason) => reason switch
    {
        AssociationEndReason.ReleasedByPeer or AssociationEndReason.Released => OperationEndReason.Released,
        AssociationEndReason.ConnectionClosed or AssociationEndReason.ConnectionFailed => OperationEndReason.ConnectionClosed,
        AssociationEndReason.IdleTimeout or AssociationEndReason.WriteTimeout or AssociationEndReason.ResponseTimeout
            or AssociationEndReason.ReleaseTimeout or AssociationEndReason.NegotiationTimeout => OperationEndReason.Timeout,
        AssociationEndReason.Stopped => OperationEndReason.Stopped,
        _ => OperationEndReason.Aborted,
    };
}
