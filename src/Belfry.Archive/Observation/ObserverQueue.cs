using System.Threading.Channels;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Archive;

/// <summary>The changes that one observer is still to be told, and who tells it. Thread-safe.</summary>
internal sealed partial class ObserverQueue : IAsyncDisposable
{
    private readonly IArchiveObserver _observer;
    private readonly ILogger _logger;
    private readonly Channel<Func<IArchiveObserver, CancellationToken, ValueTask>> _changes;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private long _lost;

    public ObserverQueue(IArchiveObserver observer, int length, ILogger logger)
    {
        _observer = observer;
        _logger = logger;
        _changes = Channel.CreateBounded<Func<IArchiveObserver, CancellationToken, ValueTask>>(new BoundedChannelOptions(length) { SingleReader = true });
        _loop = RunAsync();
    }

    public void Add(Func<IArchiveObserver, CancellationToken, ValueTask> change)
    {
        if (!_changes.Writer.TryWrite(change) && Interlocked.Increment(ref _lost) == 1)
            LogBehind(_observer.GetType().Name);
    }

    /// <summary>The observer is told to stop; what waits is not told any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _changes.Writer.TryComplete();
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        await foreach (var change in _changes.Reader.ReadAllAsync())
        {
            if (_stop.IsCancellationRequested)
                return;
            try
            {
                using var time = CallbackTime.Begin("event of the archive", _observer);
                await change(_observer, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                LogFailed(_observer.GetType().Name, fault);
            }

            if (_changes.Reader.Count == 0 && Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
                LogLost(_observer.GetType().Name, lost);
        }
    }

    [LoggerMessage(7030, LogLevel.Warning, "The observer {Observer} is too far behind; it is not told of some changes")]
    private partial void LogBehind(string observer);

    [LoggerMessage(7031, LogLevel.Warning, "The observer {Observer} has caught up; it was not told of {Count} changes")]
    private partial void LogLost(string observer, long count);

    [LoggerMessage(7032, LogLevel.Error, "The observer {Observer} failed")]
    private partial void LogFailed(string observer, Exception fault);
}
