using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>
/// Is told of associations and of the operations that they perform, as they happen. Called on the threads that serve the network, several at
/// once: members return at once, take as few bytes as they can, and do not throw. What is kept of an association or an operation are facts,
/// not the objects, which hold connections and data sets.
/// </summary>
public interface IAssociationObserver
{
    /// <summary>An association stands. One that ends at that very moment may have been told of by <see cref="OnEnded"/> already.</summary>
    /// <param name="association">The association; <see cref="Association.EndReason"/> says whether it has ended.</param>
    void OnEstablished(Association association);

    /// <summary>An association, or an attempt in which an A-ASSOCIATE-RQ was read or sent, is over and its connection closed.</summary>
    /// <param name="association">The association; <see cref="Association.IsEstablished"/> says whether it ever stood.</param>
    /// <param name="end">How it ended.</param>
    void OnEnded(Association association, in AssociationEnd end);

    /// <summary>A peer connected, and no TLS came about: it never had an AE title. Nobody is told by default.</summary>
    /// <param name="association">The connection; it has an address, and no request.</param>
    /// <param name="detail">Why, for people.</param>
    void OnTlsFailed(Association association, string? detail)
    {
    }

    /// <summary>This side asked for an association, and no connection, or no TLS, came about. Nobody is told by default.</summary>
    /// <param name="attempt">What was to be asked for, of whom, and why it could not be.</param>
    void OnNotConnected(FailedConnection attempt)
    {
    }

    /// <summary>
    /// An operation is about to be performed. A data set that is not streamed can be seen by <see cref="DimseOperation.TryPeekDataSet"/>.
    /// </summary>
    /// <returns>A number that later calls for the operation give back; not 0.</returns>
    long OnOperationBegan(DimseOperation operation);

    /// <summary>A response goes out, pending ones included.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="ticket">What <see cref="OnOperationBegan"/> gave; 0 when it did not get so far.</param>
    /// <param name="response">The response.</param>
    /// <param name="dataSet">Its data set, which may be encoded once more during the call; null for none.</param>
    void OnResponse(DimseOperation operation, long ticket, DimseResponse response, IDataSetSource? dataSet);

    /// <summary>Its handler has ended, or it will never have one.</summary>
    /// <param name="operation">The operation; <see cref="DimseOperation.EndReason"/> and <see cref="DimseOperation.FinalResponse"/> say how.</param>
    /// <param name="ticket">What <see cref="OnOperationBegan"/> gave; 0 when it did not get so far.</param>
    /// <param name="elapsed">Time since its command came.</param>
    void OnOperationEnded(DimseOperation operation, long ticket, TimeSpan elapsed);

    /// <summary>This side asks the peer for an operation; such are not told of by the members above.</summary>
    /// <param name="association">The association that it goes by.</param>
    /// <param name="context">The context that it goes by.</param>
    /// <param name="request">The request, with its Message ID.</param>
    /// <param name="dataSet">Its data set, which may be encoded once more during the call; null for none, and for the stream of a C-STORE.</param>
    /// <returns>A number that later calls for it give back. 0, as by default, for none: there are no later calls then.</returns>
    long OnInvoked(Association association, PresentationContext context, DimseRequest request, IDataSetSource? dataSet) => 0;

    /// <summary>The peer has answered, pending responses included.</summary>
    /// <param name="ticket">What <see cref="OnInvoked"/> gave.</param>
    /// <param name="reply">The response and its data set.</param>
    void OnReply(long ticket, DimseReply reply)
    {
    }

    /// <summary>The operation that this side asked for is over, with or without a final response.</summary>
    /// <param name="ticket">What <see cref="OnInvoked"/> gave.</param>
    /// <param name="elapsed">Time since it was asked for.</param>
    void OnInvocationEnded(long ticket, TimeSpan elapsed)
    {
    }
}
