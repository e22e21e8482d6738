using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>Answers Query/Retrieve queries (PS3.4 Annex C). One handler serves a called AE title; many queries run at once.</summary>
public interface IFindHandler
{
    /// <summary>
    /// True for a handler that reads the level from the identifier by itself: queries without a level, or with one that does not fit the
    /// model, then reach it instead of being answered with A900H. False by default.
    /// </summary>
    bool TakesAnyLevel => false;

    /// <summary>
    /// True for a handler whose answers go out with every attribute that they hold. By default only the requested keys are returned,
    /// zero length where unknown, with Query/Retrieve Level and Retrieve AE Title (PS3.4 §C.4.1.1.3.2).
    /// </summary>
    bool AnswersAreComplete => false;

    /// <summary>
    /// Yields the entities of the level that answer the query, each as soon as it is known: answers are sent while this runs. The server
    /// does not match again: ask <see cref="FindQuery.Matches"/>, or let the database select.
    /// </summary>
    /// <param name="request">The query and who asks.</param>
    /// <param name="cancellation">Cancelled when the peer sends C-CANCEL, when the association ends, and when the server stops.</param>
    /// <returns>
    /// Answers; the response ends with 0000H, or FE00H after C-CANCEL. <see cref="DimseStatusException"/> ends it with that status,
    /// any other exception with C000H.
    /// </returns>
    IAsyncEnumerable<DicomDataSet> FindAsync(FindRequest request, CancellationToken cancellation);

    /// <summary>
    /// All answers, when they are few and found in a moment: saves the way to another thread, which costs more than such an answer. Called
    /// before <see cref="FindAsync"/> on a thread that receives for several associations, so it must neither wait nor compute for more than
    /// some ten microseconds; what it throws ends the query as for <see cref="FindAsync"/>. Optional.
    /// </summary>
    /// <param name="request">The query and who asks.</param>
    /// <returns>All entities that answer the query; null, the default, has <see cref="FindAsync"/> asked.</returns>
    IReadOnlyList<DicomDataSet>? FindAtHand(FindRequest request) => null;
}
