using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>Remembers the storage commitment transactions that this side asked for. What changes it completes when it is durable. Thread-safe.</summary>
public interface ICommitmentLog
{
    /// <summary>A transaction is about to be asked for: its report may come from now on.</summary>
    /// <param name="transactionUid">The transaction.</param>
    /// <param name="remote">Who is asked.</param>
    /// <param name="references">The instances.</param>
    /// <param name="cancellation">Gives up.</param>
    ValueTask ExpectAsync(DicomUid transactionUid, AETitle remote, IReadOnlyList<ReferencedInstance> references, CancellationToken cancellation);

    /// <summary>Takes a report; one that comes again changes nothing.</summary>
    /// <returns>False when the transaction is not known.</returns>
    ValueTask<bool> TakeAsync(CommitmentReport report, CancellationToken cancellation);

    /// <summary>Whether all instances of a transaction are committed; null before its report, and for one that is not known.</summary>
    ValueTask<bool?> FindOutcomeAsync(DicomUid transactionUid, CancellationToken cancellation);

    /// <summary>A transaction could not be asked for: no report will come.</summary>
    ValueTask ForgetAsync(DicomUid transactionUid);
}
