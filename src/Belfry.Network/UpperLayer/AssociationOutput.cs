namespace Belfry.Network;

/// <summary>
/// The one writer of an association. Messages are encoded outside of its lock, put in whole and in order, and written together:
/// one send for all that has gathered. Never throws for a broken connection: that is the reading side's to tell.
/// </summary>
internal sealed partial class AssociationOutput
{
    private readonly ITransport _transport;
    private readonly TimeProvider _clock;
    private readonly int _threshold;
    private readonly Lock _lock = new();
    private OutputBuffer _gathering = new();
    private OutputBuffer? _spare;
    private TaskCompletionSource? _drained;
    private bool _writing;
    private bool _broken;
    private long _writeStarted;

    public AssociationOutput(ITransport transport, TimeProvider clock, int threshold)
    {
        _transport = transport;
        _clock = clock;
        _threshold = threshold;
    }

    /// <summary>Timestamp since when the peer does not read; zero while it does.</summary>
    public long BlockedSince => Interlocked.Read(ref _writeStarted);

    /// <summary>An empty buffer to encode a message into; given back by <see cref="Add"/> or <see cref="Discard"/>.</summary>
    public OutputBuffer Rent() => Interlocked.Exchange(ref _spare, null) ?? new OutputBuffer();

    /// <summary>Gives back a buffer unsent.</summary>
    public void Discard(OutputBuffer message)
    {
        message.Reset();
        _spare = message;
    }

    /// <summary>Puts a message behind those that wait.</summary>
    /// <returns>True when so much waits that the caller should await <see cref="FlushAsync"/>.</returns>
    public bool Add(OutputBuffer message)
    {
        bool full;
        lock (_lock)
        {
            if (_isStreaming)
                Put(ref _deferred, ref message);
            else
                Put(ref _gathering, ref message);
            full = (_isStreaming ? _deferred : _gathering).Length >= _threshold;
        }

        Discard(message);
        return full;
    }

    /// <summary>Puts a PDU behind what is in the output, also into the middle of a message: an A-ABORT.</summary>
    public void AddAtOnce(OutputBuffer pdu)
    {
        lock (_lock)
            Put(ref _gathering, ref pdu);
        Discard(pdu);
    }

    /// <summary>Writes what waits. Completes at once unless the peer does not read, else when everything put in so far is written.</summary>
    public ValueTask FlushAsync()
    {
        lock (_lock)
        {
            if (_isStreaming && _deferred.Length > 0)
                return new ValueTask((_undeferred ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task);
        }

        return FlushGatheredAsync();
    }

    private ValueTask FlushGatheredAsync()
    {
        OutputBuffer sending;
        lock (_lock)
        {
            if (_broken)
                return ValueTask.CompletedTask;
            if (_writing)
                return new ValueTask((_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task);
            if (_gathering.Length == 0)
                return ValueTask.CompletedTask;
            _writing = true;
            sending = Swap();
        }

        return SendAllAsync(sending);
    }

    /// <summary>As <see cref="FlushAsync"/>, for those who need not know when.</summary>
    public void Flush()
    {
        var flush = FlushAsync();
        if (!flush.IsCompleted)
            _ = flush.AsTask();
    }

    private void Put(ref OutputBuffer buffer, ref OutputBuffer message)
    {
        if (!_broken && buffer.Length == 0)
            (message, buffer) = (buffer, message);
        else if (!_broken)
            buffer.Add(message);
    }

    private OutputBuffer Swap()
    {
        var sending = _gathering;
        _gathering = Rent();
        return sending;
    }

    private ValueTask SendAllAsync(OutputBuffer sending)
    {
        while (true)
        {
            ValueTask send;
            try
            {
                send = _transport.SendAsync(sending.Written, sending.Tail);
                if (!send.IsCompleted)
                    return FinishLaterAsync(send, sending);
                send.GetAwaiter().GetResult();
            }
            catch (Exception exception) when (TransportFault.Is(exception))
            {
                Break(sending);
                return ValueTask.CompletedTask;
            }

            if (!TakeNext(ref sending))
                return ValueTask.CompletedTask;
        }
    }

    /// <summary>The rest goes on by itself; whoever waits is told on a thread of the pool, never on the one that polls sockets.</summary>
    private ValueTask FinishLaterAsync(ValueTask send, OutputBuffer sending)
    {
        TaskCompletionSource drained;
        lock (_lock)
            drained = _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = FinishAsync(send, sending);
        return new ValueTask(drained.Task);
    }

    private async Task FinishAsync(ValueTask send, OutputBuffer sending)
    {
        try
        {
            do
            {
                Interlocked.Exchange(ref _writeStarted, _clock.GetTimestamp());
                await send.ConfigureAwait(false);
                Interlocked.Exchange(ref _writeStarted, 0);
            }
            while (TryContinue(ref sending, out send));
        }
        catch (Exception exception) when (TransportFault.Is(exception))
        {
            Interlocked.Exchange(ref _writeStarted, 0);
            Break(sending);
        }
    }

    private bool TryContinue(ref OutputBuffer sending, out ValueTask send)
    {
        send = default;
        if (!TakeNext(ref sending))
            return false;
        send = _transport.SendAsync(sending.Written, sending.Tail);
        return true;
    }

    /// <summary>What gathered while sending, if somebody waits for it to be written.</summary>
    private bool TakeNext(ref OutputBuffer sending)
    {
        Discard(sending);
        TaskCompletionSource? drained = null;
        lock (_lock)
        {
            if (_drained is not null && _gathering.Length > 0 && !_broken)
            {
                sending = Swap();
                return true;
            }

            _writing = false;
            (drained, _drained) = (_drained, null);
        }

        drained?.TrySetResult();
        return false;
    }

    private void Break(OutputBuffer sending)
    {
        TaskCompletionSource? drained;
        TaskCompletionSource? undeferred;
        lock (_lock)
        {
            _broken = true;
            _writing = false;
            (drained, _drained) = (_drained, null);
            (undeferred, _undeferred) = (_undeferred, null);
            _gathering.Reset();
            _deferred.Reset();
        }

        sending.Reset();
        drained?.TrySetResult();
        undeferred?.TrySetResult();
    }
}
