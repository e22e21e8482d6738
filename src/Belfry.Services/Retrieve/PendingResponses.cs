using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Services;

/// <summary>
/// The responses of one retrieve: a pending one for each sub-operation, those of quick ones written together, and one from time to time while a
/// sub-operation takes long. Thread-safe, since a timer gives these.
/// </summary>
internal sealed class PendingResponses : IAsyncDisposable
{
    private readonly DimseOperation _operation;
    private readonly SuboperationCounts _counts;
    private readonly RetrieveOptions _options;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private Task _writing = Task.CompletedTask;
    private long _written;
    private bool _isOver;

    public PendingResponses(DimseOperation operation, SuboperationCounts counts, RetrieveOptions options, TimeProvider clock)
    {
        _operation = operation;
        _counts = counts;
        _options = options;
        _clock = clock;
        _written = clock.GetTimestamp();
        _timer = clock.CreateTimer(static state => ((PendingResponses)state!).Tick(), this, options.PendingInterval, options.PendingInterval);
    }

    /// <summary>Says how many sub-operations there will be, as far as that is known.</summary>
    public void Know(long count)
    {
        lock (_lock)
            _counts.Known = count;
    }

    /// <summary>Counts a sub-operation.</summary>
    public void Count(DimseStatus status, DicomUid sopInstanceUid)
    {
        lock (_lock)
            _counts.Add(status, sopInstanceUid);
    }

    /// <summary>Gives a pending response.</summary>
    /// <param name="mayWait">It is written at once, since what follows may take long.</param>
    /// <exception cref="OperationCanceledException">The operation has to end.</exception>
    public ValueTask GiveAsync(bool mayWait)
    {
        lock (_lock)
        {
            var full = _operation.RespondAsync(_counts.CreateResponse(_operation.Request, DimseStatus.Pending));
            if (!mayWait && _clock.GetElapsedTime(_written) < _options.GatheringTime)
                return full;
            _written = _clock.GetTimestamp();
            return _operation.FlushAsync();
        }
    }

    /// <summary>Gives the final response.</summary>
    public ValueTask EndAsync(DimseResponse response, IDataSetSource? identifier)
    {
        lock (_lock)
        {
            _isOver = true;
            return _operation.RespondAsync(response, identifier);
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
            _isOver = true;
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
    }

    private void Tick()
    {
        lock (_lock)
        {
            // What the peer has not read yet is news enough.
            if (_isOver || !_writing.IsCompleted || _operation.Cancellation.IsCancellationRequested)
                return;
            _writing = WriteAsync(_clock.GetElapsedTime(_written) < _options.PendingInterval);
        }
    }

    private async Task WriteAsync(bool isFresh)
    {
        try
        {
            if (!isFresh)
                await _operation.RespondAsync(_counts.CreateResponse(_operation.Request, DimseStatus.Pending)).ConfigureAwait(false);
            _written = _clock.GetTimestamp();
            await _operation.FlushAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The operation has just ended.
            return;
        }
    }
}
