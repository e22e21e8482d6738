using System.Runtime.CompilerServices;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>Operations that this side invokes.</summary>
public sealed partial class Association
{
    private readonly InvocationTable _invocations = new();

    /// <summary>
    /// Sends a request and gives its responses as they come; the last one is final. Waits while as many operations run as were
    /// negotiated. Cancelling the token sends C-CANCEL (C-FIND, C-GET, C-MOVE), waits up to <see cref="AssociationLimits.ReleaseTimeout"/>
    /// for the final response, gives it, and ends; a wait that is over aborts. Leaving the enumeration early does the same.
    /// </summary>
    /// <param name="request">The request; a Message ID of zero is replaced by a free one.</param>
    /// <param name="dataSet">Its data set, encoded when the enumeration begins.</param>
    /// <param name="cancellation">Ends the operation.</param>
    /// <exception cref="ArgumentException">No accepted context fits the request's SOP class.</exception>
    /// <exception cref="AssociationException">The association ended before the final response.</exception>
    public IAsyncEnumerable<DimseReply> InvokeAsync(DimseRequest request, IDataSetSource? dataSet = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var context = _contexts.FirstOrDefault(c => c.AbstractSyntax == request.SopClassUid && c.MayBeInvokedHere(request))
            ?? _contexts.FirstOrDefault(c => SopClassFit.Fits(c.AbstractSyntax, request.SopClassUid) && c.MayBeInvokedHere(request))
            ?? throw new ArgumentException($"No presentation context for {request.SopClassUid} was accepted.", nameof(request));
        return InvokeCoreAsync(context, request, dataSet, Limits.ResponseTimeout, continuesAtOnce: false, cancellation);
    }

    /// <summary>As the other overload, by a context of the caller's choice.</summary>
    public IAsyncEnumerable<DimseReply> InvokeAsync(
        PresentationContext context, DimseRequest request, IDataSetSource? dataSet = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(request);
        return InvokeCoreAsync(context, request, dataSet, Limits.ResponseTimeout, continuesAtOnce: false, cancellation);
    }

    /// <summary>As the other overloads, for requests that have one response.</summary>
    /// <param name="context">An accepted context.</param>
    /// <param name="request">The request; a Message ID of zero is replaced by a free one.</param>
    /// <param name="dataSet">Its data set, if any.</param>
    /// <param name="responseTimeout">Longest wait for the response, once all is sent; null for <see cref="AssociationLimits.ResponseTimeout"/>. One that is over aborts.</param>
    /// <param name="continuesAtOnce">
    /// True lets what awaits the response go on on the thread that received it. Other associations wait for that thread: it must go elsewhere, as by
    /// <see cref="HandlerThread.Next"/>, before it blocks or takes long.
    /// </param>
    /// <param name="cancellation">Ends the operation.</param>
    public IAsyncEnumerable<DimseReply> InvokeAsync(
        PresentationContext context, DimseRequest request, IDataSetSource? dataSet, TimeSpan? responseTimeout, bool continuesAtOnce, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(request);
        return InvokeCoreAsync(context, request, dataSet, responseTimeout ?? Limits.ResponseTimeout, continuesAtOnce, cancellation);
    }

    private async IAsyncEnumerable<DimseReply> InvokeCoreAsync(
        PresentationContext context, DimseRequest request, IDataSetSource? dataSet, TimeSpan responseTimeout, bool continuesAtOnce, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var invocation = await _invocations.EnterAsync(context, request, continuesAtOnce, cancellation).ConfigureAwait(false);
        var isOver = false;
        var activity = NetworkTracing.BeginInvocation(this, request, invocation.MessageId);
        DimseStatus? status = null;
        var watch = default(InvocationWatch);
        try
        {
            await SendAsync(invocation, dataSet).ConfigureAwait(false);
            watch = InvocationWatch.Begin(this, invocation, dataSet);
            while (!isOver)
            {
                if (await NextAsync(invocation, responseTimeout, cancellation).ConfigureAwait(false) is not { } reply)
                    break;
                isOver = reply.Response.IsFinal;
                status = isOver ? reply.Response.Status : null;
                watch.Reply(reply);
                yield return reply;
            }

            if (!isOver)
            {
                var last = await CancelAsync(invocation).ConfigureAwait(false);
                isOver = true;
                status = last.Response.Status;
                watch.Reply(last);
                yield return last;
            }
        }
        finally
        {
            if (!isOver && EndReason == AssociationEndReason.None)
                await CancelAsync(invocation).ConfigureAwait(false);
            Leave(invocation);
            watch.End();
            NetworkTracing.End(activity, status);
        }
    }

    private void Leave(Invocation invocation)
    {
        Interlocked.Increment(ref _operationCount);
        _invocations.Leave(invocation);
    }

    private ValueTask SendAsync(Invocation invocation, IDataSetSource? dataSet)
    {
        if (!_loop.CanSend)
            throw MakeException(EndReason);
        var message = _loop.Output.Rent();
        try
        {
            MessageWriter.Write(message, invocation.Context, _fragmentLength, invocation.Request, invocation.MessageId, dataSet);
        }
        catch
        {
            _loop.Output.Discard(message);
            throw;
        }

        _loop.Output.Add(message);
        return _loop.Output.FlushAsync();
    }

    /// <summary>The next reply; null when the caller wants no more.</summary>
    private async ValueTask<DimseReply?> NextAsync(Invocation invocation, TimeSpan timeout, CancellationToken cancellation)
    {
        if (invocation.Replies.TryRead(out var reply))
            return reply;
        using var timer = timeout == Timeout.InfiniteTimeSpan ? null : new CancellationTokenSource(timeout, _environment.Clock);
        using var either = timer is null ? null : CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        try
        {
            return await invocation.Replies.ReadAsync(either?.Token ?? cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            _loop.Fire(UpperLayerEvent.Evt15, AssociationEndReason.ResponseTimeout);
            throw MakeException(EndReason);
        }
        catch (System.Threading.Channels.ChannelClosedException closed)
        {
            throw MakeException(closed.InnerException is AssociationException ended ? ended.Reason : EndReason);
        }
    }

    /// <summary>Sends C-CANCEL if there is one for the operation, and waits for the final response, passing over pending ones.</summary>
    private async ValueTask<DimseReply> CancelAsync(Invocation invocation)
    {
        if (invocation.Request is CFindRequest or CGetRequest or CMoveRequest && _loop.CanSend)
        {
            var message = _loop.Output.Rent();
            MessageWriter.Write(message, invocation.Context, _fragmentLength, new CCancelRequest(invocation.MessageId));
            _loop.Output.Add(message);
            await _loop.Output.FlushAsync().ConfigureAwait(false);
        }

        while (true)
        {
            var reply = await NextAsync(invocation, Limits.ReleaseTimeout, CancellationToken.None).ConfigureAwait(false);
            if (reply!.Response.IsFinal)
                return reply;
        }
    }

    private MessageBody? BeginReply(in CommandSet command)
    {
        var invocation = command.MessageIdBeingRespondedTo is { } id ? _invocations.Find(id) : null;
        if (invocation is null || CommandReader.ReadResponse(in command, invocation.Request) is not { } response)
            throw new ProtocolViolationException(AbortSource.ServiceUser, AbortReason.NotSpecified, "A response to nothing that was asked.");
        invocation.Incoming = response;
        if (!command.HasDataSet)
        {
            Post(invocation, null);
            return null;
        }

        _incoming = invocation;
        return new MessageBody(Limits.MaxReplyDataSetLength, mayStream: false);
    }

    private void Post(Invocation invocation, ReadOnlyMemory<byte>? dataSet)
    {
        // Set by BeginReply for this very message.
        invocation.Post(new DimseReply(invocation.Incoming!, dataSet, invocation.Context.TransferSyntax), out var room);
        _room ??= room;
    }
}
