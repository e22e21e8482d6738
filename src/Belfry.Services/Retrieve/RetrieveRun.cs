using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// One C-MOVE or C-GET: takes sub-operations from the handler and performs them, one after the other. While the peer takes one instance, the next
/// ones are asked for and opened, so that the next is sent where the response to the last is received. A failure is counted and does not end the
/// others; C-CANCEL ends before the next.
/// </summary>
internal sealed partial class RetrieveRun : IAsyncDisposable
{
    private readonly RetrieveProvider _provider;
    private readonly DimseOperation _operation;
    private readonly RetrieveRequest _request;
    private readonly ISuboperationTarget _target;
    private readonly SuboperationCounts _counts = new();
    private readonly PendingResponses _pending;
    private readonly CancellationTokenSource _abandoned = new();
    private readonly CancellationTokenRegistration _ending;
    private ITimer? _grace;
    private long _yielded;

    // Of the first instance that did not arrive: the Error Comment of the final response.
    private string? _why;

    public RetrieveRun(RetrieveProvider provider, DimseOperation operation, RetrieveRequest request, ISuboperationTarget target)
    {
        _provider = provider;
        _operation = operation;
        _request = request;
        _target = target;
        _pending = new PendingResponses(operation, _counts, provider.Options, provider.Clock);

        // C-CANCEL lets the instance that is on its way arrive, if it does so soon; the end of the association does not.
        _ending = operation.Cancellation.UnsafeRegister(static state => ((RetrieveRun)state!).OnEnding(), this);
    }

    /// <summary>Runs to the final response.</summary>
    public async ValueTask RunAsync(IRetrieveHandler handler)
    {
        using var callback = ServiceTracing.BeginCallback(_operation.Request is CMoveRequest ? "C-MOVE" : "C-GET", handler);
        var cancellation = _operation.Cancellation;
        var suboperations = handler.RetrieveAsync(_request, cancellation).GetAsyncEnumerator(cancellation);
        var next = new Upcoming(suboperations, _provider.Store, cancellation);
        await using (suboperations.ConfigureAwait(false))
        {
            await using (next.ConfigureAwait(false))
            {
                try
                {
                    await PerformAllAsync(next, cancellation).ConfigureAwait(false);

                    // A handler may take its token for an end instead of throwing.
                    if (_request.SuboperationCount is not { } count || _yielded < count)
                        cancellation.ThrowIfCancellationRequested();
                    await RespondAsync(_counts.FinalStatus, _why).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (_operation.EndReason == OperationEndReason.CCancel)
                {
                    await RespondAsync(DimseStatus.Cancel).ConfigureAwait(false);
                }
                catch (Exception fault) when (fault is not OperationCanceledException && _counts.Done > 0)
                {
                    await FailAsync(fault).ConfigureAwait(false);
                }
            }
        }

        await _target.CompleteAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.DisposeAsync().ConfigureAwait(false);
        if (_grace is not null)
            await _grace.DisposeAsync().ConfigureAwait(false);
        await _pending.DisposeAsync().ConfigureAwait(false);
        _abandoned.Dispose();
    }

    private async ValueTask PerformAllAsync(Upcoming next, CancellationToken cancellation)
    {
        next.Ask();
        if (!await next.TakeAsync(cancellation).ConfigureAwait(false))
            return;
        _target.Expect(_request.Kinds);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            _pending.Know(Math.Max(_request.SuboperationCount ?? 0, ++_yielded));
            var suboperation = next.Current;
            var status = suboperation.Work is null
                ? await SendAsync(suboperation, next.TakeOpened()).ConfigureAwait(false)
                : await WorkAsync(suboperation.SopInstanceUid, suboperation.Work, cancellation).ConfigureAwait(false);
            _pending.Count(status, suboperation.SopInstanceUid);
            next.Ask();
            await next.SettleAsync(cancellation).ConfigureAwait(false);
            if (!next.IsKnownToBeTheEnd)
                await _pending.GiveAsync(mayWait: !next.IsAtHand).ConfigureAwait(false);
            if (!await next.TakeAsync(cancellation).ConfigureAwait(false))
                return;
        }
    }

    private async ValueTask<DimseStatus> SendAsync(Suboperation suboperation, OpenedInstance opened)
    {
        if (opened.Source is null)
            return NotOpened(suboperation.SopInstanceUid, opened.Fault);
        if (!opened.IsInMemory)
            await PoolThread.Enter();
        var result = await _target.StoreAsync(opened.Source, opened.DataSet, _abandoned.Token).ConfigureAwait(false);
        if (suboperation.Source is IAsyncDisposable held)
            await held.DisposeAsync().ConfigureAwait(false);
        if (!result.IsStored)
            _why ??= WhyOf(result);
        return result.Status;
    }

    private DimseStatus NotOpened(DicomUid instance, Exception? fault)
    {
        var status = fault is null
            ? GeneralStatus.NoSuchSopInstance
            : FaultStatus.Choose(_operation.Request, fault)?.Status ?? RetrieveStatus.UnableToProcess;
        LogNotOpened(_provider.Logger, _operation.Association.Id, instance, status, fault);
        _why ??= "An instance cannot be read";
        return status;
    }

    // No address, which is nothing to the requestor; texts of other peers are cut by the response. Of a refusal the reason alone fits, its last word.
    private string WhyOf(StoreResult result)
    {
        var peer = _operation.Request is CMoveRequest ? "The destination" : "The requestor";
        return result.Fault switch
        {
            null => $"{peer} answered {result.Status}{(result.Comment is { } comment ? $": {comment}" : "")}",
            AssociationRejectedException refused => $"{peer} refused: {refused.Rejection.Description.Split(' ')[^1]}",
            AssociationException { Reason: AssociationEndReason.ConnectionFailed } => $"{peer} cannot be reached",
            AssociationException => $"{peer} broke off or did not answer",
            _ => "An instance cannot be sent",
        };
    }

    private async ValueTask<DimseStatus> WorkAsync(DicomUid instance, Func<CancellationToken, ValueTask<SuboperationResult>> work, CancellationToken cancellation)
    {
        await PoolThread.Enter();
        try
        {
            return (await work(cancellation).ConfigureAwait(false)).Status;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault) when (FaultStatus.Choose(_operation.Request, fault) is { } chosen)
        {
            return chosen.Status;
        }
        catch (Exception fault)
        {
            LogWorkFailed(_provider.Logger, _operation.Association.Id, instance, fault);
            return RetrieveStatus.UnableToProcess;
        }
    }

    private ValueTask RespondAsync(DimseStatus status, string? comment = null)
    {
        if (_counts.Unlisted > 0)
            LogUnlisted(_provider.Logger, _operation.Association.Id, _counts.Unlisted);
        return _pending.EndAsync(_counts.CreateResponse(_operation.Request, status, comment), _counts.HasFailedList ? _counts : null);
    }

    /// <summary>The handler failed in the middle: what was counted is told.</summary>
    private ValueTask FailAsync(Exception fault)
    {
        if (FaultStatus.Choose(_operation.Request, fault) is { } chosen)
            return RespondAsync(chosen.Status, chosen.ErrorComment);
        LogHandlerFailed(_provider.Logger, _operation.Association.Id, fault);
        return RespondAsync(RetrieveStatus.UnableToProcess, "Unable to process");
    }

    // An association with a destination that hangs is aborted. That of a C-GET is the peer's own.
    private void Abandon() => _abandoned.Cancel();

    private void OnEnding()
    {
        if (_operation.EndReason != OperationEndReason.CCancel)
            _abandoned.Cancel();
        else if (_request.MoveDestination is not null)
            _grace = _provider.Clock.CreateTimer(static state => ((RetrieveRun)state!).Abandon(), this, _provider.Options.CancelGrace, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(3220, LogLevel.Warning, "Association {AssociationId}: instance {SopInstanceUid} of a retrieve cannot be opened, status {Status}")]
    private static partial void LogNotOpened(ILogger logger, long associationId, DicomUid sopInstanceUid, DimseStatus status, Exception? fault);

    [LoggerMessage(3221, LogLevel.Error, "Association {AssociationId}: the work for instance {SopInstanceUid} failed; it is counted and the retrieve goes on")]
    private static partial void LogWorkFailed(ILogger logger, long associationId, DicomUid sopInstanceUid, Exception fault);

    [LoggerMessage(3222, LogLevel.Error, "Association {AssociationId}: the handler of a retrieve failed in the middle")]
    private static partial void LogHandlerFailed(ILogger logger, long associationId, Exception fault);

    [LoggerMessage(3223, LogLevel.Warning, "Association {AssociationId}: {Count} failed instances have no place in Failed SOP Instance UID List")]
    private static partial void LogUnlisted(ILogger logger, long associationId, long count);
}
