namespace Belfry.Network;

/// <summary>Performs the operations of a service class (PS3.4). One object serves many associations at once.</summary>
public interface IDimseService
{
    /// <summary>
    /// True when <see cref="HandleAsync"/> neither blocks nor computes for long, as for a C-ECHO: it is then performed on the thread
    /// that receives, which may serve other associations too. False by default.
    /// </summary>
    bool IsPrompt => false;

    /// <summary>
    /// Begins the operation on the thread that receives if it is a prompt one, as <see cref="IsPrompt"/> describes it: for a service that
    /// can tell by the request, such as a query whose answers are at hand.
    /// </summary>
    /// <param name="operation">The operation; its data set may be looked at with <see cref="DimseOperation.TryPeekDataSet"/>.</param>
    /// <param name="handling">What <see cref="HandleAsync"/> would have returned.</param>
    /// <returns>
    /// False when nothing has happened yet: <see cref="HandleAsync"/> is called on a thread that it may block, and finds in
    /// <see cref="DimseOperation.Prepared"/> what was left there.
    /// </returns>
    bool TryBegin(DimseOperation operation, out ValueTask handling)
    {
        handling = IsPrompt ? HandleAsync(operation) : ValueTask.CompletedTask;
        return IsPrompt;
    }

    /// <summary>
    /// Performs one operation: zero or more pending responses and exactly one final one by <see cref="DimseOperation.RespondAsync"/>.
    /// Runs on a thread of the pool, or on one that stays with the association while its peer is busy (but see <see cref="IsPrompt"/>); it may
    /// block or take for ever without hindering the association's reading.
    /// When <see cref="DimseOperation.Cancellation"/> fires it should return or throw <see cref="OperationCanceledException"/>:
    /// after a C-CANCEL the response FE00H is then sent for it. Any other exception becomes the response of
    /// <see cref="IDimseRoutes.MapFault"/>; the association lives on.
    /// </summary>
    ValueTask HandleAsync(DimseOperation operation);
}
