namespace Belfry.Services;

/// <summary>How long a peer may say nothing. Runs while it is waited for, and not while the caller takes its time. Thread-safe.</summary>
internal sealed class Patience : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    public Patience(TimeSpan limit, TimeProvider clock, CancellationToken cancellation)
    {
        Limit = limit;
        _timer = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellation);
    }

    /// <summary>How long.</summary>
    public TimeSpan Limit { get; }

    /// <summary>Fires when the peer has said nothing for too long, and with the caller's own.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>True once the peer has said nothing for too long.</summary>
    public bool IsOver => _timer.IsCancellationRequested;

    /// <summary>The peer is waited for, from now on.</summary>
    public void Start() => _timer.CancelAfter(Limit);

    /// <summary>Nothing is waited for.</summary>
    public void Stop() => _timer.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
