namespace Belfry.Orthanc.Isolation;

/// <summary>
/// Lets calls into a plugin's process beside each other, and one that may be the cause of its last end alone. In the order of their coming. Thread-safe.
/// </summary>
internal sealed class CallTurns
{
    private readonly Lock _lock = new();
    private readonly Queue<(TaskCompletionSource Turn, bool Alone)> _waiting = new();
    private int _inside;
    private bool _isAlone;

    /// <summary>Waits for a turn, which ends with <see cref="Leave"/>.</summary>
    public async Task EnterAsync(bool alone, CancellationToken cancellation)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (_waiting.Count == 0 && TryEnter(alone))
                return;
            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((turn, alone));
        }

        await using var registration = cancellation.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), turn);
        try
        {
            await turn.Task;
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
                LetIn();
            throw;
        }
    }

    /// <summary>Ends a turn.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _inside--;
            _isAlone = false;
            LetIn();
        }
    }

    private bool TryEnter(bool alone)
    {
        if (_isAlone || (alone && _inside > 0))
            return false;
        _isAlone = alone;
        _inside++;
        return true;
    }

    private void LetIn()
    {
        while (_waiting.TryPeek(out var next))
        {
            if (next.Turn.Task.IsCompleted)
            {
                _waiting.Dequeue();
                continue;
            }

            if (!TryEnter(next.Alone))
                return;
            _waiting.Dequeue();
            if (next.Turn.TrySetResult())
                continue;

            // Cancelled at this moment.
            _inside--;
            _isAlone = false;
        }
    }
}
