using System.Threading.Channels;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// Takes the instances of a C-GET by C-STORE (PS3.7 §9.1.3.1) and queues them for whoever asked. A full queue holds the peer back: it gets its
/// response when the instance has a place. Thread-safe.
/// </summary>
internal sealed partial class GetReceiver(Patience patience, ILogger logger) : IDimseRoutes, IDimseService, IAsyncDisposable
{
    // One is being read by the caller, a few are at hand; with SpooledInstance.MostInMemory this bounds memory.
    private const int Waiting = 4;

    private readonly Channel<FetchedInstance> _instances = Channel.CreateBounded<FetchedInstance>(new BoundedChannelOptions(Waiting) { SingleReader = true });
    private readonly CancellationTokenSource _closed = new();

    /// <summary>The instances that have come; ends with the retrieve, or its fault.</summary>
    public ChannelReader<FetchedInstance> Instances => _instances.Reader;

    /// <summary>No more will come.</summary>
    public void End(Exception? fault) => _instances.Writer.TryComplete(fault);

    /// <summary>No more is wanted: what still comes is refused.</summary>
    public void Close()
    {
        _instances.Writer.TryComplete();
        _closed.Cancel();
    }

    /// <inheritdoc/>
    public IDimseService? Find(Association association, PresentationContext context, DimseRequest request) => request is CStoreRequest ? this : null;

    /// <inheritdoc/>
    public async ValueTask HandleAsync(DimseOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        try
        {
            await operation.RespondAsync(new CStoreResponse(await TakeAsync(operation).ConfigureAwait(false))).ConfigureAwait(false);
        }
        finally
        {
            // The next thing is the peer's again.
            patience.Start();
        }
    }

    /// <summary>Frees what nobody took. Closed before.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_instances.Reader.TryRead(out var instance))
            await instance.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<DimseStatus> TakeAsync(DimseOperation operation)
    {
        SpooledInstance? instance = null;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(operation.Cancellation, _closed.Token);
        try
        {
            instance = await SpooledInstance.ReceiveAsync(
                (CStoreRequest)operation.Request, operation.PresentationContext.TransferSyntax, operation.OpenDataSet(), patience.Start, ending.Token).ConfigureAwait(false);
            patience.Stop();
            await _instances.Writer.WriteAsync(instance, ending.Token).ConfigureAwait(false);
            instance = null;
            return DimseStatus.Success;
        }
        catch (Exception fault) when (fault is ChannelClosedException || (fault is OperationCanceledException && _closed.IsCancellationRequested))
        {
            // A sub-operation that fails tells the peer that the instance is not here.
            return StoreStatus.OutOfResources;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            LogNotKept(logger, operation.Association.Id, operation.Request.SopInstanceUid, fault);
            return StoreStatus.OutOfResources;
        }
        finally
        {
            if (instance is not null)
                await instance.DisposeAsync().ConfigureAwait(false);
        }
    }

    [LoggerMessage(3312, LogLevel.Error, "Association {AssociationId}: instance {SopInstanceUid} of a C-GET has no place in the folder for temporary files")]
    private static partial void LogNotKept(ILogger logger, long associationId, DicomUid sopInstanceUid, Exception fault);
}
