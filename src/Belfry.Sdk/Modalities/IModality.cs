using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>
/// A DICOM peer, as the server knew it when it was looked up. Each request makes an association of its own and releases it at its end. A token that
/// fires, and an enumeration that is left before its end, send C-CANCEL (PS3.7 §9.3.2.3), wait for the peer's last response, and abort if there
/// is none in time. Waiting for the peer is limited by its <c>Timeout</c>, else by <c>DicomScuTimeout</c> for the association and by 60 s for a response
/// (C-GET and C-MOVE: 10 min). The <c>Allow…</c> of its entry say what it may ask of the server, and not what may be asked of it. Thread-safe; any
/// number of requests at once.
/// </summary>
/// <remarks>
/// What goes wrong is a <see cref="ModalityException"/>; one that a handler lets pass answers the handler's own peer with the status that the
/// modality gave, or with one for "unable to process", and a comment that names the modality. Cancellation is
/// <see cref="OperationCanceledException"/>.
/// </remarks>
public interface IModality
{
    /// <summary>Its symbolic name.</summary>
    string Name { get; }

    /// <summary>The AE title that it is called by.</summary>
    AETitle AETitle { get; }

    /// <summary>The AE title that the server gives itself towards it (<c>LocalAet</c>, else <c>DicomAet</c>).</summary>
    AETitle LocalAETitle { get; }

    /// <summary>Host name or address.</summary>
    string Host { get; }

    /// <summary>TCP port.</summary>
    int Port { get; }

    /// <summary>C-ECHO (PS3.4 Annex A): returns when the peer has answered with success.</summary>
    /// <exception cref="ModalityException">It has not.</exception>
    ValueTask EchoAsync(CancellationToken cancellation = default);

    /// <summary>
    /// C-FIND of Query/Retrieve (PS3.4 §C.4.1): the answers as they come. A caller that is slow slows the peer down.
    /// </summary>
    /// <param name="query">
    /// The keys. Query/Retrieve Level (0008,0052) is put in where the identifier lacks it; relational queries are proposed where
    /// <see cref="FindQuery.IsRelational"/> says so.
    /// </param>
    /// <param name="onIncomplete">Called once, after the last answer, when the peer ended the query with FE00H by itself: there are more.</param>
    /// <param name="cancellation">Ends the query.</param>
    /// <returns>The answers, each the caller's own.</returns>
    /// <exception cref="ModalityException">The peer could not be asked, or ended the query with a failure.</exception>
    IAsyncEnumerable<DicomDataSet> FindAsync(FindQuery query, Action? onIncomplete = null, CancellationToken cancellation = default);

    /// <summary>C-FIND of Modality Worklist (PS3.4 §K.4.1), as <see cref="FindAsync"/>.</summary>
    IAsyncEnumerable<DicomDataSet> FindWorklistAsync(WorklistQuery query, Action? onIncomplete = null, CancellationToken cancellation = default);

    /// <summary>
    /// The instances that a retrieve means, as the peer lists them: by C-FIND, level by level, on one association. Nothing is retrieved.
    /// </summary>
    /// <param name="query">The keys of a retrieve, with its level.</param>
    /// <param name="cancellation">Ends the listing.</param>
    /// <returns>
    /// A data set for each instance, by series: the unique keys down to SOP Instance UID (0008,0018), and SOP Class UID (0008,0016) where the
    /// peer tells it.
    /// </returns>
    /// <exception cref="ArgumentException">The query has no level.</exception>
    /// <exception cref="ModalityException">As for <see cref="FindAsync"/>.</exception>
    IAsyncEnumerable<DicomDataSet> ListAsync(RetrieveQuery query, CancellationToken cancellation = default);

    /// <summary>
    /// C-GET (PS3.4 §C.4.3): the instances as they come. The peer is told that an instance arrived when all of it is here, in memory up to 1 MiB, longer
    /// ones in a temporary file; it is held back while four wait for the caller. So each may be read at leisure and more than once.
    /// </summary>
    /// <param name="query">The keys of the retrieve, with its level, which is put in where the identifier lacks it.</param>
    /// <param name="sopClasses">
    /// The SOP classes to expect (<see cref="ListAsync"/> tells them): they are asked for in all usual transfer syntaxes. Null or empty asks for
    /// the frequent ones so, and for the others uncompressed; an association has room for 128 presentation contexts.
    /// </param>
    /// <param name="onEnd">
    /// Told, after the last instance, what the peer said of them. With it, failed sub-operations (B000H, A702H) are no exception. Without it
    /// they are: what is not told must not be taken for all.
    /// </param>
    /// <param name="cancellation">Ends the retrieve.</param>
    /// <returns>Instances that the caller disposes, or hands to <see cref="Suboperation.Send"/>. They outlive the enumeration.</returns>
    /// <exception cref="ModalityException">The peer could not be asked, or ended the retrieve with a failure.</exception>
    IAsyncEnumerable<FetchedInstance> GetAsync(
        RetrieveQuery query,
        IReadOnlyCollection<DicomUid>? sopClasses = null,
        Action<RetrieveOutcome>? onEnd = null,
        CancellationToken cancellation = default);

    /// <summary>C-MOVE (PS3.4 §C.4.2): has the peer send instances to somebody that it knows.</summary>
    /// <param name="query">The keys of the retrieve, with its level, which is put in where the identifier lacks it.</param>
    /// <param name="destination">Move Destination (0000,0600): an AE title of the peer's own list.</param>
    /// <param name="progress">Told the counters of each pending response, on any thread.</param>
    /// <param name="cancellation">Ends the move.</param>
    /// <returns>The counters of the final response; failed sub-operations (B000H, A702H) are no exception.</returns>
    /// <exception cref="ModalityException">The peer could not be asked, or ended the move with another failure.</exception>
    ValueTask<RetrieveOutcome> MoveAsync(
        RetrieveQuery query, AETitle destination, IProgress<RetrieveOutcome>? progress = null, CancellationToken cancellation = default);

    /// <summary>
    /// C-STORE (PS3.4 Annex B): sends instances one after the other, in the transfer syntax they are in, or converted between uncompressed ones where
    /// <c>AllowTranscoding</c> lets it. One association, and another one for instances that it has no presentation context for; so a list, whose
    /// kinds are known before, goes by fewer than a stream.
    /// </summary>
    /// <param name="instances">The instances, asked for one by one. They stay the caller's.</param>
    /// <param name="cancellation">Aborts the association when an instance is on its way.</param>
    /// <returns>
    /// What became of each, in order, as soon as it is known. A peer that is not there or breaks off is told in the results, not by an exception; what
    /// the caller does not ask for is not sent.
    /// </returns>
    IAsyncEnumerable<SendOutcome> StoreAsync(IAsyncEnumerable<InstanceSource> instances, CancellationToken cancellation = default);

    /// <summary>As the other overload, for instances at hand.</summary>
    IAsyncEnumerable<SendOutcome> StoreAsync(IEnumerable<InstanceSource> instances, CancellationToken cancellation = default);
}
