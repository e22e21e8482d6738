using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Belfry.Archive;

/// <summary>
/// Looks after the files: deletes what is not needed, and makes durable in the background what the index keeps until then. Thread-safe.
/// </summary>
internal sealed partial class ArchiveUpkeep : IAsyncDisposable
{
    private readonly ArchiveParts _parts;
    private readonly ILogger _logger;
    private readonly ConcurrentQueue<Guid> _deleted = new();
    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ITimer _timer;
    private readonly Task _loop;
    private long _unsyncedLength;

    public ArchiveUpkeep(ArchiveParts parts)
    {
        _parts = parts;
        _logger = parts.Logger;
        var interval = parts.Options.FlushInterval;
        _timer = parts.Clock.CreateTimer(_ => _calls.Writer.TryWrite(true), null, interval, interval);
        _loop = RunAsync();
    }

    public DateTimeOffset Now => _parts.Clock.GetUtcNow();

    /// <summary>The index keeps a file of this length until it is durable.</summary>
    public void OnWritten(int unsyncedLength)
    {
        if (Interlocked.Add(ref _unsyncedLength, unsyncedLength) >= _parts.Options.FlushLength)
            _calls.Writer.TryWrite(true);
    }

    /// <summary>Deletes a file whose row is gone. What cannot be deleted now is, when the archive is opened again.</summary>
    public async ValueTask DeleteAsync(Guid fileId)
    {
        if (await TryDeleteAsync(fileId))
            _deleted.Enqueue(fileId);
    }

    /// <summary>Deletes a file that has never had a row. What cannot be deleted now is, when the archive is opened again.</summary>
    public async ValueTask DropAsync(Guid fileId)
    {
        if (await TryDeleteAsync(fileId))
            _parts.Storage.Settle(fileId);
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        _calls.Writer.TryComplete();
        await _loop;
        await TryFlushAsync();
    }

    private async Task RunAsync()
    {
        await foreach (var _ in _calls.Reader.ReadAllAsync())
            await TryFlushAsync();
    }

    private async ValueTask TryFlushAsync()
    {
        var length = Interlocked.Exchange(ref _unsyncedLength, 0);
        var deleted = new List<Guid>();
        while (_deleted.TryDequeue(out var id))
            deleted.Add(id);
        try
        {
            await FlushAsync(length > 0, deleted);
        }
        catch (Exception fault)
        {
            // The index keeps what it has; the next time includes this one.
            LogFlushFailed(fault);
            Interlocked.Add(ref _unsyncedLength, length);
            foreach (var id in deleted)
                _deleted.Enqueue(id);
        }
    }

    private async ValueTask FlushAsync(bool hasUnsynced, List<Guid> deleted)
    {
        var mark = hasUnsynced ? await _parts.Index.MarkUnsyncedAsync(CancellationToken.None) : (long?)null;
        if (_parts.Options.IsDurable && (mark is not null || deleted.Count > 0))
            await _parts.Storage.FlushAsync(CancellationToken.None);
        if (mark is { } written)
            await _parts.Index.ForgetUnsyncedAsync(written, CancellationToken.None);
        if (deleted.Count > 0)
            await _parts.Index.ForgetUnneededAsync(deleted, CancellationToken.None);
        await _parts.Storage.MarkSettledAsync(CancellationToken.None);
    }

    private async ValueTask<bool> TryDeleteAsync(Guid fileId)
    {
        try
        {
            await _parts.Storage.DeleteAsync(fileId, CancellationToken.None);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            LogDeleteFailed(fileId, fault);
            return false;
        }
    }

    [LoggerMessage(7010, LogLevel.Error, "Files could not be made durable; the index keeps them, and it is tried again")]
    private partial void LogFlushFailed(Exception fault);

    [LoggerMessage(7011, LogLevel.Warning, "The file {FileId} could not be deleted; it will be at the next start")]
    private partial void LogDeleteFailed(Guid fileId, Exception fault);
}
