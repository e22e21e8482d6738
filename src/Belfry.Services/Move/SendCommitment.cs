using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>
/// Storage commitment of what a job has sent: asked for when all has arrived, once, also when the server ends in between. The job waits a while for the report,
/// which tells how it ends; one that comes later is found by its transaction.
/// </summary>
/// <param name="requests">Asks.</param>
/// <param name="modality">Whom.</param>
/// <param name="clock">Time.</param>
internal sealed class SendCommitment(CommitmentRequests requests, RemoteModality modality, TimeProvider clock)
{
    // Who has the instances on disk reports within seconds; who writes to tape first does so the other day, and no caller waits that long.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks, and returns the transaction.</summary>
    /// <exception cref="ModalityException">The modality could not be asked, or refused.</exception>
    public ValueTask<DicomUid> AskAsync(IReadOnlyList<ReferencedInstance> instances, CancellationToken cancellation) =>
        requests.AskAsync(modality, instances, cancellation);

    /// <summary>Waits for the report.</summary>
    /// <returns>Whether all is committed; null when the report has not come yet.</returns>
    public ValueTask<bool?> WaitAsync(DicomUid transaction, CancellationToken cancellation) => requests.WaitAsync(transaction, _patience, clock, cancellation);

    /// <summary>How the job ends when the modality does not commit to all.</summary>
    public static JobError NotCommitted(DicomUid transaction) => JobErrors.RemoteFailure($"Not all instances are committed; see /storage-commitment/{transaction}");
}
