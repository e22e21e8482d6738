using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// Sends one instance by an association: its bytes as they are when the peer takes the transfer syntax they are in, else converted between
/// uncompressed ones. Thread-safe. What awaits it may go on on a thread that receives: see <see cref="PoolThread"/>.
/// </summary>
/// <param name="options">Time-outs.</param>
/// <param name="logger">Told why an instance cannot be sent.</param>
internal sealed partial class InstanceSender(StoreScuOptions options, ILogger logger)
{
    // As an acceptor of these would choose, best first.
    private static readonly TransferSyntax[] _uncompressed =
    [
        TransferSyntax.ExplicitVRLittleEndian, TransferSyntax.ImplicitVRLittleEndian, TransferSyntax.DeflatedExplicitVRLittleEndian,
        TransferSyntax.ExplicitVRBigEndian,
    ];

    /// <summary>Sends it.</summary>
    /// <param name="association">An association that stands.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="opened">Its data set, if it is open already; disposed in any case.</param>
    /// <param name="originator">The C-MOVE that it is a part of; null for none.</param>
    /// <param name="timeout">Longest wait for the response; null for that of the options.</param>
    /// <param name="converts">False sends the bytes as they are or not at all.</param>
    /// <param name="cancellation">Gives up, by an abort if the instance is on its way.</param>
    /// <exception cref="AssociationException">The association ended before the response.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async ValueTask<StoreResult> SendAsync(
        Association association,
        InstanceSource instance,
        Stream? opened,
        MoveOriginator? originator,
        TimeSpan? timeout,
        bool converts,
        CancellationToken cancellation)
    {
        Stream? dataSet = opened;
        try
        {
            if (FindContext(association, instance, converts) is not { } context)
                return NotTaken(association, instance);
            dataSet ??= await instance.OpenAsync(cancellation).ConfigureAwait(false);
            if (context.TransferSyntax != instance.TransferSyntax)
            {
                await PoolThread.Enter();
                dataSet = await ConvertedDataSet.OpenAsync(dataSet, instance.TransferSyntax, context.TransferSyntax, cancellation).ConfigureAwait(false);
            }

            var request = new CStoreRequest(instance.SopClassUid, instance.SopInstanceUid)
            {
                MoveOriginatorAETitle = originator?.AETitle ?? default,
                MoveOriginatorMessageId = originator?.MessageId,
            };
            var reply = await association.StoreAsync(
                context, request, dataSet, timeout ?? options.ResponseTimeout, continuesAtOnce: true, cancellation).ConfigureAwait(false);
            return new StoreResult(reply.Status, reply.Response.ErrorComment);
        }
        catch (Exception fault) when (fault is not (AssociationException or OperationCanceledException))
        {
            LogUnreadable(logger, association.Id, instance.SopInstanceUid, fault);
            return new StoreResult(GeneralStatus.UnableToProcess, $"The instance cannot be read: {fault.GetType().Name}", fault);
        }
        finally
        {
            if (dataSet is not null)
                await dataSet.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static PresentationContext? FindContext(Association association, InstanceSource instance, bool converts)
    {
        var contexts = association.PresentationContexts;
        foreach (var context in contexts)
        {
            if (context.IsLocalScu && context.TransferSyntax == instance.TransferSyntax && context.AbstractSyntax == instance.SopClassUid)
                return context;
        }

        if (!converts || !StoreContexts.IsConvertible(instance.TransferSyntax))
            return null;
        foreach (var transferSyntax in _uncompressed)
        {
            foreach (var context in contexts)
            {
                if (context.IsLocalScu && context.TransferSyntax == transferSyntax && context.AbstractSyntax == instance.SopClassUid)
                    return context;
            }
        }

        return null;
    }

    private StoreResult NotTaken(Association association, InstanceSource instance)
    {
        var peer = association.Role == AssociationRole.Requestor ? association.CalledAETitle : association.CallingAETitle;
        var isKnown = association.PresentationContexts.Any(context => context.IsLocalScu && context.AbstractSyntax == instance.SopClassUid);
        if (isKnown)
        {
            LogTransferSyntaxRefused(logger, peer, association.Id, Name(instance.SopClassUid), instance.TransferSyntax, instance.SopInstanceUid);
            return NotSent(StoreStatus.DataSetDoesNotMatchSopClass, $"The peer does not take {instance.TransferSyntax.Name}");
        }

        LogSopClassRefused(logger, peer, association.Id, Name(instance.SopClassUid), instance.SopInstanceUid);
        return NotSent(GeneralStatus.SopClassNotSupported, "The peer does not take the SOP class");
    }

    private static StoreResult NotSent(DimseStatus status, string why) => new(status, why, new NotSupportedException(why));

    private static string Name(DicomUid uid) => uid.Name ?? uid.Value;

    [LoggerMessage(3200, LogLevel.Warning,
        "{Peer} on association {AssociationId} takes {SopClass}, but not in {TransferSyntax}, and instance {SopInstanceUid} cannot be converted: it is not sent")]
    private static partial void LogTransferSyntaxRefused(ILogger logger, AETitle peer, long associationId, string sopClass, TransferSyntax transferSyntax, DicomUid sopInstanceUid);

    [LoggerMessage(3201, LogLevel.Warning, "{Peer} on association {AssociationId} does not take {SopClass}: instance {SopInstanceUid} is not sent")]
    private static partial void LogSopClassRefused(ILogger logger, AETitle peer, long associationId, string sopClass, DicomUid sopInstanceUid);

    [LoggerMessage(3202, LogLevel.Warning, "Instance {SopInstanceUid} for association {AssociationId} cannot be read: it is not sent")]
    private static partial void LogUnreadable(ILogger logger, long associationId, DicomUid sopInstanceUid, Exception fault);
}
