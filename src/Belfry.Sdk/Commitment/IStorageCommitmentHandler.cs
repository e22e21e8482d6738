namespace Belfry.Sdk;

/// <summary>
/// Takes responsibility for instances: Storage Commitment Push Model (PS3.4 Annex J). Handlers are asked in turn until one takes the
/// transaction; the server's own, which asks its archive, is the last. Many transactions run at once.
/// </summary>
public interface IStorageCommitmentHandler
{
    /// <summary>
    /// Begins a transaction. Called when its job starts, some time after the N-ACTION was answered, and again when the job starts anew: after a
    /// restart of the server, or when it is resubmitted.
    /// </summary>
    /// <param name="request">Which instances, and who asks.</param>
    /// <param name="cancellation">Cancelled when the job is cancelled or paused and when the server stops.</param>
    /// <returns>
    /// What answers for the instances; null when the transaction is none of the handler's. An exception ends the transaction: a report says
    /// of each instance that is not answered yet that it failed with 0110H.
    /// </returns>
    ValueTask<IStorageCommitment?> BeginAsync(CommitmentRequest request, CancellationToken cancellation);
}
