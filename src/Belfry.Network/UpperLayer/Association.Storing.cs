using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>C-STORE as SCU: requests whose data set is a stream.</summary>
public sealed partial class Association
{
    /// <summary>
    /// Sends a C-STORE and waits for its response. The data set goes from the stream to the peer as fast as the peer reads; no other message
    /// of this side gets between its parts, while the peer is heard all the time. Works for the acceptor, too, where it has the SCU
    /// role (C-GET). Waits while as many operations run as were negotiated.
    /// </summary>
    /// <param name="context">An accepted context in which this side is SCU.</param>
    /// <param name="request">The request; a Message ID of zero is replaced by a free one.</param>
    /// <param name="dataSet">The data set in the transfer syntax of the context, from the stream's position to its end; not disposed.</param>
    /// <param name="responseTimeout">Longest wait for the response, once all is sent; null for <see cref="AssociationLimits.ResponseTimeout"/>. One that is over aborts.</param>
    /// <param name="cancellation">Gives up: the association is aborted, unless nothing of the request was sent.</param>
    /// <exception cref="AssociationException">The association ended before the response.</exception>
    /// <exception cref="IOException">
    /// The stream cannot be read; so for any other exception of the stream. The association lives on if that was before the first
    /// 256 KiB were sent, else it is aborted.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public ValueTask<DimseReply> StoreAsync(
        PresentationContext context, CStoreRequest request, Stream dataSet, TimeSpan? responseTimeout = null, CancellationToken cancellation = default) =>
        StoreAsync(context, request, dataSet, responseTimeout, continuesAtOnce: false, cancellation);

    /// <summary>As the other overload.</summary>
    /// <param name="context">As there.</param>
    /// <param name="request">As there.</param>
    /// <param name="dataSet">As there.</param>
    /// <param name="responseTimeout">As there.</param>
    /// <param name="continuesAtOnce">
    /// True lets what awaits the response go on on the thread that received it, which saves a change of threads. Other associations wait for that
    /// thread: it must neither block nor take long before it waits for something else.
    /// </param>
    /// <param name="cancellation">As there.</param>
    public async ValueTask<DimseReply> StoreAsync(
        PresentationContext context, CStoreRequest request, Stream dataSet, TimeSpan? responseTimeout, bool continuesAtOnce, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(dataSet);
        var invocation = await _invocations.EnterAsync(context, request, continuesAtOnce, cancellation).ConfigureAwait(false);
        var activity = NetworkTracing.BeginInvocation(this, request, invocation.MessageId);
        DimseStatus? status = null;
        var watch = InvocationWatch.Begin(this, invocation, null);
        try
        {
            if (!_loop.CanSend)
                throw MakeException(EndReason);
            await StreamedMessage.SendAsync(_loop, context, _fragmentLength, request, invocation.MessageId, dataSet, cancellation).ConfigureAwait(false);
            if (await NextAsync(invocation, responseTimeout ?? Limits.ResponseTimeout, cancellation).ConfigureAwait(false) is { } reply)
            {
                status = reply.Response.Status;
                watch.Reply(reply);
                return reply;
            }

            Abort();
            throw new OperationCanceledException(cancellation);
        }
        finally
        {
            Leave(invocation);
            watch.End();
            NetworkTracing.End(activity, status);
        }
    }
}
