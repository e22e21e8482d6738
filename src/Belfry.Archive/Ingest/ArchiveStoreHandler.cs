using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Archive;

/// <summary>
/// Stores instances (PS3.4 Annex B): file first, then row; success when both are durable. What is refused, breaks off or is not needed leaves
/// no trace.
/// </summary>
internal sealed partial class ArchiveStoreHandler : IStoreHandler
{
    private readonly IArchiveIndex _index;
    private readonly IStorageArea _storage;
    private readonly ArchiveOptions _options;
    private readonly ArchiveUpkeep _upkeep;
    private readonly ArchiveWatchers _watchers;
    private readonly StoredFileCheck _check;
    private readonly ILogger _logger;

    public ArchiveStoreHandler(ArchiveParts parts, ArchiveUpkeep upkeep, ArchiveWatchers watchers, StoredFileCheck check)
    {
        _index = parts.Index;
        _storage = parts.Storage;
        _options = parts.Options;
        _logger = parts.Logger;
        _upkeep = upkeep;
        _watchers = watchers;
        _check = check;
    }

    public async ValueTask<DimseStatus> StoreAsync(StoreRequest request, CancellationToken cancellation)
    {
        await ReceiveAsync(request, cancellation);
        return DimseStatus.Success;
    }

    /// <summary>As <see cref="StoreAsync"/>, telling what became of the instance.</summary>
    public ValueTask<IntakeOutcome> ReceiveAsync(StoreRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ReceiveAsync(request, 0, cancellation);
    }

    // What a coercer puts in the place of an instance comes here as if it had been sent, and is shown to the coercers behind it.
    private async ValueTask<IntakeOutcome> ReceiveAsync(StoreRequest request, int firstCoercer, CancellationToken cancellation)
    {
        await using var file = new IncomingFile(_storage, _options, request);
        var fate = FileFate.Unneeded;
        try
        {
            await file.ReceiveAsync(cancellation);
            if (firstCoercer < _watchers.CoercerCount)
            {
                var (coercion, next) = await _watchers.CoerceAsync(Describe(file, request), firstCoercer, cancellation);
                if (coercion.IsDiscarded)
                    return new IntakeOutcome(null, null, file.Header);
                if (coercion.Replacement is { } other)
                    return await SourceIntake.TakeAsync(other, request.Origin, coerced => ReceiveAsync(coerced, next, cancellation), cancellation);
            }

            InstanceCheck.Check(file.Header, request.SopClassUid, request.SopInstanceUid);
            if (_watchers.HasFilters && await _watchers.FilterAsync(Describe(file, request), cancellation) == InstanceVerdict.Discard)
                return new IntakeOutcome(null, null, file.Header);
            await file.SyncAsync(cancellation);

            // From here on nobody asks whether the peer still waits: the row may be committed before the answer is no.
            fate = FileFate.Unknown;
            var outcome = await AddAsync(file, request);
            fate = outcome.Result is AddResult.Added or AddResult.Replaced ? FileFate.Kept : FileFate.Unneeded;
            return outcome.Result == AddResult.NoRoom ? throw StoreFaults.NoRoom() : new IntakeOutcome(outcome.Result, outcome.Id, file.Header)
            {
                Identity = outcome.Identity,
            };
        }
        catch (DicomFormatException fault)
        {
            throw StoreFaults.Unreadable(fault);
        }
        catch (Exception fault) when (fault != file.BodyFault && fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            LogIo(fault);
            throw StoreFaults.Io(fault);
        }
        finally
        {
            await EndAsync(file.Id, fate);
        }
    }

    private IncomingInstance Describe(IncomingFile file, StoreRequest request) =>
        new(file.Header, request.TransferSyntax, file.DataSetLength, request.Origin) { Source = new StoredInstanceSource(_storage, file.Describe()) };

    private async ValueTask EndAsync(Guid fileId, FileFate fate)
    {
        if (fate == FileFate.Unknown)
            fate = await FindFateAsync(fileId);
        if (fate == FileFate.Unneeded)
            await _upkeep.DropAsync(fileId);
        else if (fate == FileFate.Kept)
            _storage.Settle(fileId);
    }

    private async ValueTask<AddOutcome> AddAsync(IncomingFile file, StoreRequest request)
    {
        var stored = file.Describe();
        var instance = new NewInstance
        {
            Header = file.Header,
            File = stored,
            Origin = request.Origin,
            ReceivedAt = _upkeep.Now,
            UnsyncedFile = file.UnsyncedFile,
            Overwrite = _options.Overwrite,
        };
        using var turn = await _watchers.TakeTurnAsync(request.SopInstanceUid);
        var outcome = await _index.AddAsync(instance, CancellationToken.None);
        if (outcome.Existing is { } existing && !await _check.IsIntactAsync(existing, CancellationToken.None))
        {
            // Success would be said of an instance that nobody has, however often it is sent.
            LogReplaced(existing.FileId, existing.SopInstanceUid);
            outcome = await _index.AddAsync(instance with { Overwrite = OverwritePolicy.Always }, CancellationToken.None);
        }

        _upkeep.OnWritten(file.UnsyncedFile.Length);
        foreach (var unneeded in outcome.Unneeded)
            await _upkeep.DeleteAsync(unneeded.FileId);
        _watchers.OnAdded(outcome, instance, new StoredInstanceSource(_storage, stored));
        return outcome;
    }

    /// <summary>An index that failed may have kept the row all the same. While it does not say, the file stays open, for the next start.</summary>
    private async ValueTask<FileFate> FindFateAsync(Guid fileId)
    {
        try
        {
            return await _index.ContainsFileAsync(fileId, CancellationToken.None) ? FileFate.Kept : FileFate.Unneeded;
        }
        catch (Exception fault)
        {
            LogIo(fault);
            return FileFate.Unknown;
        }
    }

    [LoggerMessage(7000, LogLevel.Error, "An instance could not be stored")]
    private partial void LogIo(Exception fault);

    [LoggerMessage(7001, LogLevel.Warning, "File {FileId} of instance {SopInstanceUid} is gone or damaged; the instance came again and takes its place")]
    private partial void LogReplaced(Guid fileId, DicomUid sopInstanceUid);

    private enum FileFate
    {
        Unneeded,
        Unknown,
        Kept,
    }
}
