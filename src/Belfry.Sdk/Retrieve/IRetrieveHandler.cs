namespace Belfry.Sdk;

/// <summary>
/// Says which instances a C-MOVE or C-GET means, and may send them itself (PS3.4 §C.4.2, §C.4.3). One handler serves a called AE title; many
/// requests run at once.
/// </summary>
public interface IRetrieveHandler
{
    /// <summary>
    /// True for a handler that reads the level from the identifier by itself: requests without a level then reach it. False by default:
    /// they are answered with A900H.
    /// </summary>
    bool TakesAnyLevel => false;

    /// <summary>
    /// True for a handler whose sub-operations all go their own way (<see cref="Suboperation.Perform"/>): the Move Destination need not be
    /// known to the server. False by default: an unknown one is answered with A801H.
    /// </summary>
    bool TakesAnyDestination => false;

    /// <summary>
    /// Yields the sub-operations, lazily: while one is performed, a few of the next are asked for and their instances opened, 1 MiB at most, or
    /// one when they are longer; behind <see cref="Suboperation.Perform"/> none until that is done. A failure does not end the others. The responses count them (PS3.7 §9.3.4.2): completed, failed, warning, remaining.
    /// </summary>
    /// <param name="request">What is asked for, and who asks.</param>
    /// <param name="cancellation">Cancelled when the peer sends C-CANCEL, when the association ends, and when the server stops.</param>
    /// <returns>
    /// Sub-operations. <see cref="DimseStatusException"/> ends the request with that status, any other exception with C000H; what has been
    /// counted is told.
    /// </returns>
    IAsyncEnumerable<Suboperation> RetrieveAsync(RetrieveRequest request, CancellationToken cancellation);
}
