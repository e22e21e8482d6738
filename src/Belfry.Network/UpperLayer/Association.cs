using System.Net;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>
/// An established association (PS3.8 §7), made by a <see cref="DicomListener"/> or an <see cref="AssociationRequestor"/>.
/// All members may be used from any thread.
/// </summary>
public sealed partial class Association : IAsyncDisposable
{
    /// <summary>Number of the association within this run, as in the log.</summary>
    public long Id => throw new NotSupportedException();

    /// <summary>Which part this side plays.</summary>
    public AssociationRole Role => throw new NotSupportedException();

    /// <summary>The requestor's AE title.</summary>
    public AETitle CallingAETitle => throw new NotSupportedException();

    /// <summary>The acceptor's AE title, as the requestor wrote it.</summary>
    public AETitle CalledAETitle => throw new NotSupportedException();

    /// <summary>The peer's address; null for an association in memory.</summary>
    public EndPoint? RemoteEndPoint => throw new NotSupportedException();

    /// <summary>The A-ASSOCIATE-RQ that it began with.</summary>
    public AssociateRequestPdu Request => throw new NotSupportedException();

    /// <summary>The A-ASSOCIATE-AC that it began with.</summary>
    public AssociateAcceptPdu Accept => throw new NotSupportedException();

    /// <summary>The accepted contexts, in the order of the request.</summary>
    public IReadOnlyList<PresentationContext> PresentationContexts => throw new NotSupportedException();

    /// <summary>What the policy left here (<see cref="AssociationDecision.State"/>).</summary>
    public object? State => throw new NotSupportedException();

    /// <summary>Completes, never faulted, when the association has ended and its connection is closed.</summary>
    public Task<AssociationEndReason> Completion => throw new NotSupportedException();

    /// <summary>An accepted context of the abstract syntax in which this side may be SCU; null when there is none.</summary>
    public PresentationContext? FindContext(DicomUid abstractSyntax) => throw new NotSupportedException();

    /// <summary>
    /// Sends a request and gives its responses as they come; the last one is final. Waits while as many operations run as were
    /// negotiated. Cancelling the token sends C-CANCEL (C-FIND, C-GET, C-MOVE), waits up to <see cref="AssociationLimits.ReleaseTimeout"/>
    /// for the final response, gives it, and ends; a wait that is over aborts. Leaving the enumeration early does the same.
    /// </summary>
    /// <param name="request">The request; a Message ID of zero is replaced by a free one.</param>
    /// <param name="dataSet">Its data set, written before this method's first await.</param>
    /// <param name="cancellation">Ends the operation.</param>
    /// <exception cref="ArgumentException">No accepted context fits the request's SOP class.</exception>
    /// <exception cref="AssociationException">The association ended before the final response.</exception>
    public IAsyncEnumerable<DimseReply> InvokeAsync(DimseRequest request, IDataSetSource? dataSet = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    /// <summary>As the other overload, by a context of the caller's choice.</summary>
    public IAsyncEnumerable<DimseReply> InvokeAsync(
        PresentationContext context, DimseRequest request, IDataSetSource? dataSet = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    /// <summary>
    /// Releases the association (A-RELEASE-RQ) and waits for its end; aborts when the peer does not answer in time.
    /// Does nothing when it has ended. The operations invoked must be over.
    /// </summary>
    /// <returns>How it ended.</returns>
    public ValueTask<AssociationEndReason> ReleaseAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>Aborts the association (A-ABORT, service-user). Does nothing when it has ended.</summary>
    public void Abort() => throw new NotSupportedException();

    /// <summary>Aborts unless it has ended, and waits for the end.</summary>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
