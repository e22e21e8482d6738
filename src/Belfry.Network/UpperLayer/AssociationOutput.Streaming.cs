namespace Belfry.Network;

/// <content>
/// A message that is written in parts. Between them nothing else is written but an A-ABORT: other messages wait behind the last part
/// (PS3.7 §6.3: the fragments of a message follow each other).
/// </content>
internal sealed partial class AssociationOutput
{
    private readonly SemaphoreSlim _streamTurn = new(1);
    private OutputBuffer _deferred = new();
    private TaskCompletionSource? _undeferred;
    private bool _isStreaming;

    /// <summary>Begins a message in parts, when one before it has ended; to be ended by <see cref="EndStream"/>.</summary>
    /// <returns>The buffer of the first part, which holds already what has waited to be written.</returns>
    public async ValueTask<OutputBuffer> BeginStreamAsync(CancellationToken cancellation)
    {
        await _streamTurn.WaitAsync(cancellation).ConfigureAwait(false);
        var first = Rent();
        lock (_lock)
        {
            _isStreaming = true;
            (first, _gathering) = (_gathering, first);
        }

        return first;
    }

    /// <summary>Writes a part: whole PDUs. Completes as <see cref="FlushAsync"/>; until then its tail is used.</summary>
    public ValueTask WritePartAsync(OutputBuffer part)
    {
        AddAtOnce(part);
        return FlushGatheredAsync();
    }

    /// <summary>The message has ended: what has waited behind it follows.</summary>
    public void EndStream()
    {
        TaskCompletionSource? undeferred;
        bool more;
        lock (_lock)
        {
            _isStreaming = false;
            more = _deferred.Length > 0;
            if (more)
                Put(ref _gathering, ref _deferred);
            _deferred.Reset();
            (undeferred, _undeferred) = (_undeferred, null);
        }

        _streamTurn.Release();
        if (undeferred is not null)
            _ = TellWhenWrittenAsync(FlushGatheredAsync(), undeferred);
    }

    // Flushing never throws.
    private static async Task TellWhenWrittenAsync(ValueTask flush, TaskCompletionSource undeferred)
    {
        await flush.ConfigureAwait(false);
        undeferred.TrySetResult();
    }
}
