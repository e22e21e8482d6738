namespace Belfry.Network;

/// <content>Writing for those who may not come back soon: code between two messages that blocks its thread.</content>
internal sealed partial class AssociationOutput
{
    // Long enough that what is made quickly still goes out together, short enough that nobody who waits notices.
    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(10);

    private ITimer? _soonTimer;
    private int _isSoon;

    /// <summary>Writes what waits within 10 ms, whatever the caller does meanwhile. Costs nothing while such a writing is due already.</summary>
    public void FlushSoon()
    {
        if (Interlocked.Exchange(ref _isSoon, 1) != 0)
            return;
        var timer = _soonTimer ?? MakeTimer();
        timer.Change(_soon, Timeout.InfiniteTimeSpan);
    }

    // Whoever put a message in before it found that a writing is due has it written by that.
    private void FlushNow()
    {
        Interlocked.Exchange(ref _isSoon, 0);
        Flush();
    }

    // One for all operations of the association; what the first of them carried around is not kept.
    private ITimer MakeTimer()
    {
        if (ExecutionContext.IsFlowSuppressed())
            return Make();
        using (ExecutionContext.SuppressFlow())
            return Make();

        ITimer Make() => _soonTimer = _clock.CreateTimer(
            static state => ((AssociationOutput)state!).FlushNow(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
