using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>Answers Modality Worklist queries (PS3.4 Annex K). One handler serves a called AE title; many queries run at once.</summary>
public interface IWorklistHandler
{
    /// <summary>
    /// Yields the worklist items that answer the query, each as soon as it is known: answers are sent while this runs. Yield whole
    /// items: the server returns only the requested keys, zero length where unknown, in a character set that holds the data
    /// (PS3.4 §K.4.1.1.3). The server does not match again: ask <see cref="WorklistQuery.Matches"/>, or let the database select.
    /// </summary>
    /// <param name="request">The query and who asks.</param>
    /// <param name="cancellation">Cancelled when the peer sends C-CANCEL, when the association ends, and when the server stops.</param>
    /// <returns>
    /// Items; the response ends with 0000H, or FE00H after C-CANCEL. <see cref="DimseStatusException"/> ends it with that status,
    /// any other exception with C000H.
    /// </returns>
    IAsyncEnumerable<DicomDataSet> FindAsync(WorklistRequest request, CancellationToken cancellation);

    /// <summary>
    /// All answers, when they are few and in memory: saves the way to another thread, which costs more than such an answer. Called before
    /// <see cref="FindAsync"/> on a thread that receives for several associations, so it must neither wait nor read files nor compute
    /// for more than some ten microseconds; what it throws ends the query as for <see cref="FindAsync"/>. Optional.
    /// </summary>
    /// <param name="request">The query and who asks.</param>
    /// <returns>All items that answer the query; null, the default, has <see cref="FindAsync"/> asked, perhaps after several calls.</returns>
    IReadOnlyList<DicomDataSet>? FindAtHand(WorklistRequest request) => null;
}
