namespace Belfry.Network;

/// <summary>
/// The upper layer of one association: owns the transport's reading side, the state and the timers, and tells the
/// <see cref="Association"/> what happened. It never waits for a handler: prompt services are called at once; other operations are performed by
/// a thread that stays with the association, which the loop leaves when they take longer, or on the pool when the next receive is under way.
/// </summary>
internal sealed partial class AssociationLoop
{
    private readonly Association _user;
    private readonly ITransport _transport;
    private readonly AssociationRole _role;
    private readonly AssociationLimits _limits;
    private readonly ReceiveBuffer _input = new();
    private readonly AssociationTimer _timer;
    private PduReader _reader;
    private IReadyWork? _ready;
    private bool _takesValues;
    private bool _discards;
    private int _needed = PduReader.HeaderLength;

    /// <param name="user">Whose upper layer it is.</param>
    /// <param name="transport">The connection; the loop disposes of it.</param>
    /// <param name="role">Acceptor or requestor.</param>
    /// <param name="limits">What the peer is granted.</param>
    /// <param name="clock">Time.</param>
    /// <param name="threads">Threads that may stay with the association while it is busy; null for none.</param>
    public AssociationLoop(
        Association user, ITransport transport, AssociationRole role, AssociationLimits limits, TimeProvider clock, ServingThreads? threads)
    {
        _user = user;
        _transport = transport;
        _waiting = transport as IWaitingTransport;
        _threads = _waiting is null ? null : threads;
        _role = role;
        _limits = limits;
        Output = new AssociationOutput(transport, clock, limits.OutputThreshold);
        _reader = new PduReader(limits.MaxPduLength, limits.MaxAssociatePduLength);
        _timer = new AssociationTimer(this, limits, clock);
    }

    public AssociationOutput Output { get; }

    public AssociationTimer Timer => _timer;

    public ITransport Transport => _transport;

    /// <summary>True while the peer's silence counts as idleness.</summary>
    public bool IsQuiet => State == UpperLayerState.Sta6 && _role == AssociationRole.Acceptor && _user.IsQuiet;

    /// <summary>Reads until the connection ends. Never throws.</summary>
    public async Task RunAsync()
    {
        var end = AssociationEndReason.ConnectionClosed;
        try
        {
            while (true)
            {
                Process();
                if (_isClosed)
                    break;
                if (_user.TryTakeRoom(out var room))
                {
                    StartReady();
                    await room.ConfigureAwait(false);
                    continue;
                }

                var inside = _reader.IsInsidePdu || _user.IsInsideMessage;
                if (inside || !_input.Unread.IsEmpty)
                    _transport.AcknowledgeAtOnce();
                _room = _input.GetRoom(_needed, inside);
                if (_ready is not null)
                    await new ThreadAwaitable(this);
                var count = ServingThread.Current is { } thread && thread.Runs(this)
                    ? await new StayAwaitable(this, thread)
                    : await new ReceiveAwaitable(this, _transport.ReceiveAsync(_room));
                if (count == 0)
                    break;
                _input.Received(count);
                _timer.Restart();
            }
        }
        catch (Exception exception) when (TransportFault.Is(exception))
        {
            if (exception is TlsFailedException)
                end = AssociationEndReason.TlsFailed;
            _user.OnTransportFault(exception);
        }
        catch (Exception exception)
        {
            _user.OnBug(exception);
            Fire(UpperLayerEvent.Evt15, AssociationEndReason.Failed);
        }

        StartReady();
        Fire(UpperLayerEvent.Evt17, end);
        _timer.Dispose();
        _input.Release();
        await _transport.DisposeAsync().ConfigureAwait(false);
        _user.OnClosed();
    }

    /// <summary>Performs prompt work, and starts other work when the next receive is under way.</summary>
    public void StartSoon(IReadyWork work)
    {
        StartReady();
        if (!work.TryPerform())
            _ready = work;
    }

    private void StartReady() => TakeReady()?.Start(isThreadFree: false);

    /// <summary>Handles what has been received, up to a PDU or value that is not complete.</summary>
    private void Process()
    {
        try
        {
            while (!_isClosed && !_discards && !_user.HasRoomTask)
            {
                if (!_reader.TryRead(_input.Unread, out var token, out var consumed, out _needed))
                    return;
                Take(in token);
                _input.Consume(consumed);
            }
        }
        catch (ProtocolViolationException violation)
        {
            _discards = true;
            OnViolation(violation);
        }

        if (_discards)
        {
            _input.Clear();
            _needed = 1;
        }
    }

    /// <summary>Awaits a receive, and starts the ready operation between arming the receive and leaving the thread.</summary>
    private readonly struct ReceiveAwaitable(AssociationLoop loop, ValueTask<int> receive)
    {
        public Awaiter GetAwaiter() => new(loop, receive.ConfigureAwait(false).GetAwaiter());

        public readonly struct Awaiter(
            AssociationLoop loop, System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter receive)
            : System.Runtime.CompilerServices.ICriticalNotifyCompletion
        {
            public bool IsCompleted
            {
                get
                {
                    if (!receive.IsCompleted)
                        return false;
                    loop.StartReady();
                    return true;
                }
            }

#pragma warning disable VSTHRD002 // An awaiter: the state machine calls it when the receive has completed.
            public int GetResult() => receive.GetResult();
#pragma warning restore VSTHRD002

            public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

            public void UnsafeOnCompleted(Action continuation)
            {
                // Once the continuation is handed over, another thread may run the loop: take the work before.
                var work = loop.TakeReady();
                receive.UnsafeOnCompleted(continuation);
                work?.Start(isThreadFree: true);
            }
        }
    }
}
