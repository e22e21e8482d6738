using System.Net;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>
/// C-STORE as SCP (PS3.7 §9.1.1, PS3.4 Annex B): gives the handler the data set as it comes, and answers with its status. One object serves
/// all associations and SOP classes.
/// </summary>
/// <param name="handler">Who takes the instances.</param>
/// <param name="builtIn">What the handler may hand on to; null for nothing.</param>
public sealed class StoreProvider(IStoreHandler handler, IStoreHandler? builtIn = null) : IDimseService
{
    /// <inheritdoc/>
    public async ValueTask HandleAsync(DimseOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (operation.Request is not CStoreRequest request)
            throw new ArgumentException("Not a C-STORE.", nameof(operation));
        if (!operation.HasDataSet)
            throw new DimseStatusException(StoreStatus.CannotUnderstand, "There is no data set");
        var body = operation.OpenDataSet();
        var instance = new StoreRequest(
            request.AffectedSopClassUid, request.AffectedSopInstanceUid, operation.PresentationContext.TransferSyntax, body, OriginOf(operation, request))
        {
            BuiltIn = builtIn,
        };
        DimseStatus status;
        using var callback = ServiceTracing.BeginCallback("C-STORE", handler);
        try
        {
            status = await handler.StoreAsync(instance, operation.Cancellation).ConfigureAwait(false);
        }
        catch (AssociationException fault) when (operation.EndReason != OperationEndReason.None)
        {
            // The body broke off with its association, whose own line says why.
            throw new OperationCanceledException(fault.Message, fault, operation.Cancellation);
        }

        await operation.RespondAsync(status == DimseStatus.Success ? CStoreResponse.Success : new CStoreResponse(status)).ConfigureAwait(false);
    }

    private static InstanceOrigin OriginOf(DimseOperation operation, CStoreRequest request) => new()
    {
        Kind = InstanceOriginKind.DicomProtocol,
        CallingAETitle = operation.Association.CallingAETitle,
        CalledAETitle = operation.Association.CalledAETitle,
        RemoteAddress = (operation.Association.RemoteEndPoint as IPEndPoint)?.Address,
        AssociationId = operation.Association.Id,
        MoveOriginatorAETitle = request.MoveOriginatorAETitle,
        MoveOriginatorMessageId = request.MoveOriginatorMessageId,
    };
}
