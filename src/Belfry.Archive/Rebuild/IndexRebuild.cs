using System.Diagnostics;
using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Archive;

/// <summary>
/// One run that builds an index anew from the files: rows are made anew from their files, in the order of arrival; then files without a row get one.
/// New instances are stored and queries answered meanwhile. Files are read ahead by a few, and their changes wait together for one sync.
/// </summary>
internal sealed partial class IndexRebuild
{
    private const int ReadAhead = 8;
    private const int ChangesAtOnce = 64;
    private const int MostFailures = 1000;

    private readonly IArchiveIndex _index;
    private readonly IStorageArea _storage;
    private readonly FileExamination _files;
    private readonly ILogger _logger;
    private readonly IProgress<RebuildProgress>? _progress;
    private readonly Lock _lock = new();
    private readonly List<RebuildFailure> _failures = [];
    private RebuildResult _result = new();
    private RebuildProgress _position;

    public IndexRebuild(ArchiveParts parts, IProgress<RebuildProgress>? progress)
    {
        _index = parts.Index;
        _storage = parts.Storage;
        _logger = parts.Logger;
        _files = new FileExamination(parts.Storage);
        _progress = progress;
    }

    private enum Outcome
    {
        Rederived,
        Added,
        Duplicate,
        Failed,
        Gone,
    }

    public async Task<RebuildResult> RunAsync(CancellationToken cancellation)
    {
        await Task.Yield();
        var began = Stopwatch.GetTimestamp();
        await _index.PruneAsync(cancellation);
        var (named, unnamed) = (0L, 0L);
        await foreach (var (_, hasRow) in ListFilesAsync(cancellation))
            (named, unnamed) = hasRow ? (named + 1, unnamed) : (named, unnamed + 1);
        _position = new RebuildProgress(0, named + unnamed, 0);
        _progress?.Report(_position);
        LogBegun(named, unnamed);
        await RunAsync(_index.ListFilesAsync(cancellation), static file => (file.FileId, file), RederiveAsync, cancellation);

        // What a row names is durable; a file that has none yet may not be.
        if (unnamed > 0)
            await _storage.FlushAsync(cancellation);
        await RunAsync(ListUnnamedAsync(cancellation), static id => (id, null), AddAsync, cancellation);
        await _index.MarkRebuiltAsync(cancellation);
        var result = _result with { Failures = [.. _failures] };
        LogEnded(result.Rederived, result.Added, result.Duplicates, result.Failed, Stopwatch.GetElapsedTime(began).TotalSeconds);
        return result;
    }

    /// <summary>Gives files without a row one, and leaves the others alone: after the loss of the index's log.</summary>
    public async Task<RebuildResult> CompleteAsync(CancellationToken cancellation)
    {
        await Task.Yield();
        var began = Stopwatch.GetTimestamp();
        await _storage.FlushAsync(cancellation);
        await RunAsync(ListUnnamedAsync(cancellation), static id => (id, null), AddAsync, cancellation);
        await _index.MarkInUseAsync(missesFiles: false, cancellation);
        var result = _result with { Failures = [.. _failures] };
        LogCompleted(result.Added, result.Duplicates, result.Failed, Stopwatch.GetElapsedTime(began).TotalSeconds);
        return result;
    }

    /// <summary>All files but those about to be deleted, and whether a row names them.</summary>
    private async IAsyncEnumerable<(Guid Id, bool HasRow)> ListFilesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var id in _storage.ListFilesAsync(cancellation))
        {
            // In this order: a row that is taken away leaves a note in the same transaction.
            if (await _index.ContainsFileAsync(id, cancellation))
                yield return (id, true);
            else if (!await _index.IsUnneededAsync(id, cancellation))
                yield return (id, false);
        }
    }

    private async IAsyncEnumerable<Guid> ListUnnamedAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (id, hasRow) in ListFilesAsync(cancellation))
        {
            if (!hasRow)
                yield return id;
        }
    }

    private async Task RunAsync<T>(
        IAsyncEnumerable<T> items, Func<T, (Guid Id, StoredFile? Known)> split, Func<ExaminedFile, CancellationToken, ValueTask<Outcome>> change,
        CancellationToken cancellation)
    {
        var reading = new Queue<(Guid Id, Task<ExaminedFile> Task)>();
        var changing = new Queue<Task>();
        try
        {
            await foreach (var item in items)
            {
                var (id, known) = split(item);
                reading.Enqueue((id, _files.ReadAsync(id, known, cancellation)));
                if (reading.Count < ReadAhead)
                    continue;
                if (changing.Count >= ChangesAtOnce)
                    await changing.Dequeue();
                changing.Enqueue(await BeginAsync(reading.Dequeue(), change, cancellation));
            }

            while (reading.TryDequeue(out var last))
                changing.Enqueue(await BeginAsync(last, change, cancellation));
            while (changing.TryDequeue(out var task))
                await task;
        }
        finally
        {
            // Nothing goes on behind the caller's back; its own exception is the one that counts.
            await Task.WhenAll([.. changing, .. reading.Select(static read => (Task)read.Task)])
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Waits until a file is read, and begins its change: changes are queued in the order of the files.</summary>
    private async ValueTask<Task> BeginAsync(
        (Guid Id, Task<ExaminedFile> Task) read, Func<ExaminedFile, CancellationToken, ValueTask<Outcome>> change, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ExaminedFile file;
        try
        {
            file = await read.Task;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException or DicomFormatException or DimseStatusException)
        {
            return CountAsync(read.Id, () => FailAsync(read.Id, fault, cancellation));
        }

        return CountAsync(read.Id, () => change(file, cancellation));
    }

    private async Task CountAsync(Guid id, Func<ValueTask<Outcome>> change)
    {
        Outcome outcome;
        try
        {
            outcome = await change();
        }
        catch (DimseStatusException fault)
        {
            outcome = Fail(id, fault);
        }

        // One after the other, so that what is told never goes back.
        lock (_lock)
        {
            _result = outcome switch
            {
                Outcome.Rederived => _result with { Rederived = _result.Rederived + 1 },
                Outcome.Added => _result with { Added = _result.Added + 1 },
                Outcome.Duplicate => _result with { Duplicates = _result.Duplicates + 1 },
                Outcome.Failed => _result with { Failed = _result.Failed + 1 },
                _ => _result,
            };
            _position = new RebuildProgress(_position.Done + 1, Math.Max(_position.Total, _position.Done + 1), _result.Failed);
            _progress?.Report(_position);
        }
    }

    private async ValueTask<Outcome> RederiveAsync(ExaminedFile file, CancellationToken cancellation) =>
        await _index.RederiveAsync(file.File, file.Header, cancellation) ? Outcome.Rederived : Outcome.Gone;

    private async ValueTask<Outcome> AddAsync(ExaminedFile file, CancellationToken cancellation)
    {
        var instance = new NewInstance
        {
            Header = file.Header,
            File = file.File,
            Origin = file.Origin,
            ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(FileClock.TimeOf(file.File.FileId)),
        };
        var added = (await _index.AddAsync(instance, cancellation)).Result;

        // A row that was lost may have been that of a file which took the place of another.
        if (added == AddResult.AlreadyStored && await _index.FindInstanceAsync(file.File.SopInstanceUid, cancellation) is { } known && await IsGoneAsync(known.FileId, cancellation))
            added = (await _index.AddAsync(instance with { Overwrite = OverwritePolicy.Always }, cancellation)).Result;
        switch (added)
        {
            case AddResult.Added or AddResult.Replaced:
                return Outcome.Added;
            case AddResult.NoRoom:
                throw StoreFaults.NoRoom();
            default:
                LogDuplicate(file.File.FileId);
                return Outcome.Duplicate;
        }
    }

    private async ValueTask<bool> IsGoneAsync(Guid id, CancellationToken cancellation)
    {
        try
        {
            await _storage.GetLengthAsync(id, cancellation);
            return false;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
    }

    /// <summary>A file that could not be read: deleted meanwhile, it is no failure.</summary>
    private async ValueTask<Outcome> FailAsync(Guid id, Exception fault, CancellationToken cancellation) =>
        fault is FileNotFoundException or DirectoryNotFoundException && !await _index.ContainsFileAsync(id, cancellation) ? Outcome.Gone : Fail(id, fault);

    private Outcome Fail(Guid id, Exception fault)
    {
        // The message of a file system's exception names the path: the identifier says it already.
        var reason = fault switch
        {
            FileNotFoundException or DirectoryNotFoundException => "There is no such file",
            DimseStatusException or DicomFormatException => fault.Message,
            InvalidDataException => "The compressed file is damaged",
            _ => "The file cannot be read",
        };
        LogFailed(id, reason, fault is IOException ? fault : null);
        lock (_lock)
        {
            if (_failures.Count < MostFailures)
                _failures.Add(new RebuildFailure(id, reason));
        }

        return Outcome.Failed;
    }

    [LoggerMessage(7040, LogLevel.Information, "The index is built anew: {Named} files with a row, {Unnamed} without")]
    private partial void LogBegun(long named, long unnamed);

    [LoggerMessage(7041, LogLevel.Information,
        "The index is built anew: {Rederived} rows made from their files, {Added} added, {Duplicates} duplicates, {Failed} failed, {Seconds:0.0} s")]
    private partial void LogEnded(long rederived, long added, long duplicates, long failed, double seconds);

    [LoggerMessage(7044, LogLevel.Information, "Files without a row have one again: {Added} added, {Duplicates} duplicates, {Failed} failed, {Seconds:0.0} s")]
    private partial void LogCompleted(long added, long duplicates, long failed, double seconds);

    [LoggerMessage(7042, LogLevel.Warning, "The file {FileId} is passed over: {Reason}")]
    private partial void LogFailed(Guid fileId, string reason, Exception? fault);

    [LoggerMessage(7043, LogLevel.Information, "The file {FileId} is a duplicate of a stored instance; it is left where it is, without a row")]
    private partial void LogDuplicate(Guid fileId);
}
