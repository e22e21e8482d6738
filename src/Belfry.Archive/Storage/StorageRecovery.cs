using Microsoft.Extensions.Logging;

namespace Belfry.Archive;

/// <summary>
/// What is done when an archive is opened, so that after a crash each row has its file and each file its row: deletes what had been given up,
/// writes again what the index had kept, and removes files that no row names.
/// </summary>
internal sealed partial class StorageRecovery(ArchiveParts parts)
{
    private readonly IArchiveIndex _index = parts.Index;
    private readonly IStorageArea _storage = parts.Storage;
    private readonly ILogger _logger = parts.Logger;

    /// <returns>What the index knows of itself afterwards.</returns>
    public async ValueTask<IndexState> RunAsync(CancellationToken cancellation)
    {
        var state = await _index.GetStateAsync(cancellation);
        if (state.IsNew)
            state = await BeginUseAsync(state, cancellation);
        var unneeded = await DeleteUnneededAsync(cancellation);
        var mark = await _index.MarkUnsyncedAsync(cancellation);
        var (kept, written) = await WriteUnsyncedAsync(cancellation);
        var orphans = state.MissesFiles ? 0 : await DeleteOrphansAsync(cancellation);
        try
        {
            if (kept > 0 || unneeded.Count > 0 || orphans > 0)
            {
                await _storage.FlushAsync(cancellation);
                await _index.ForgetUnsyncedAsync(mark, cancellation);
                await _index.ForgetUnneededAsync(unneeded, cancellation);
                LogRecovered(kept, written, orphans, unneeded.Count);
            }

            await _storage.MarkSettledAsync(cancellation);
        }
        catch (IOException fault) when (DiskFaults.IsFull(fault))
        {
            // All is there; only that it was looked at cannot be written down, and the next start looks again.
            LogFull();
        }

        if (state.LostLog)
            LogLostLog();
        else if (state.MissesFiles)
            LogMissesFiles();
        else if (state.Difference.Length > 0)
            LogOutdated(state.Difference);
        return state;
    }

    /// <summary>Files beside an index that has just been made are those of an index that was lost.</summary>
    private async ValueTask<IndexState> BeginUseAsync(IndexState state, CancellationToken cancellation)
    {
        var files = _storage.ListFilesAsync(cancellation).GetAsyncEnumerator(cancellation);
        await using (files)
            state = state with { MissesFiles = await files.MoveNextAsync() };
        await _index.MarkInUseAsync(state.MissesFiles, cancellation);
        return state;
    }

    private async ValueTask<List<Guid>> DeleteUnneededAsync(CancellationToken cancellation)
    {
        var deleted = new List<Guid>();
        await foreach (var id in _index.ListUnneededAsync(cancellation))
        {
            await _storage.DeleteAsync(id, cancellation);
            deleted.Add(id);
        }

        return deleted;
    }

    private async ValueTask<(int Kept, int Written)> WriteUnsyncedAsync(CancellationToken cancellation)
    {
        var (kept, written) = (0, 0);
        await foreach (var (id, bytes) in _index.ListUnsyncedAsync(cancellation))
        {
            kept++;
            if (await IsIntactAsync(id, bytes, cancellation))
                continue;
            await _storage.DeleteAsync(id, cancellation);
            await _storage.WriteAsync(id, bytes, cancellation);
            written++;
        }

        return (kept, written);
    }

    private async ValueTask<bool> IsIntactAsync(Guid id, ReadOnlyMemory<byte> expected, CancellationToken cancellation)
    {
        try
        {
            await using var stream = await _storage.OpenAsync(id, cancellation);
            var found = new byte[expected.Length + 1];
            var count = await stream.ReadAtLeastAsync(found, found.Length, throwOnEndOfStream: false, cancellation);
            return found.AsSpan(0, count).SequenceEqual(expected.Span);
        }
        catch (IOException fault)
        {
            LogUnreadable(id, fault.Message);
            return false;
        }
    }

    private async ValueTask<int> DeleteOrphansAsync(CancellationToken cancellation)
    {
        var count = 0;
        await foreach (var id in _storage.ListUnsettledAsync(cancellation))
        {
            if (await _index.ContainsFileAsync(id, cancellation))
                continue;
            await _storage.DeleteAsync(id, cancellation);
            count++;
        }

        return count;
    }

    [LoggerMessage(7020, LogLevel.Information,
        "After an end without a stop: {Kept} files were kept by the index, {Written} of them written again; {Orphans} files without a row and {Unneeded} given up were deleted")]
    private partial void LogRecovered(int kept, int written, int orphans, int unneeded);

    [LoggerMessage(7026, LogLevel.Error,
        "The disk of the archive is full: what is there is served, and nothing new is taken until there is room")]
    private partial void LogFull();

    [LoggerMessage(7022, LogLevel.Warning,
        "The index lacks files that the storage area has, as after its loss; none is deleted. Build the index anew: POST /tools/reconstruct, or belfry rebuild")]
    private partial void LogMissesFiles();

    [LoggerMessage(7024, LogLevel.Error,
        "The index was not closed and has no log (its -wal file): that was deleted, or this is a copy of a running index. No file is deleted; files without a row get one now. Labels, metadata, attachments, jobs and deletions that were in the log cannot be brought back")]
    private partial void LogLostLog();

    [LoggerMessage(7023, LogLevel.Warning,
        "The index was made with other choices ({Difference}); queries read files where its rows do not tell. Building it anew is advisable: POST /tools/reconstruct, or belfry rebuild")]
    private partial void LogOutdated(string difference);

    [LoggerMessage(7021, LogLevel.Information, "The file {FileId} is written again: {Cause}")]
    private partial void LogUnreadable(Guid fileId, string cause);
}
