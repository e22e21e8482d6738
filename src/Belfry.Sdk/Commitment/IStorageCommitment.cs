using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>
/// A storage commitment transaction that a handler has taken. Used by one caller at a time; disposed once, when its job has come to its end,
/// is to be started anew, or when the server stops.
/// </summary>
public interface IStorageCommitment : IAsyncDisposable
{
    /// <summary>
    /// Where the committed instances can be retrieved from: Retrieve AE Title (0008,0054) of the report. Null, the default, says nothing. Read
    /// after the last answer, and before whenever answers are made durable; what was said last stays.
    /// </summary>
    AETitle? RetrieveAETitle => null;

    /// <summary>
    /// Answers for instances, lazily and in any order. Each answer is made durable, so that it need not be asked for again after a restart. It
    /// may take hours. Called again, for what is left, after the job was paused.
    /// </summary>
    /// <param name="references">Those references of the request that are not answered yet, in its order.</param>
    /// <param name="cancellation">Cancelled when the job is cancelled or paused and when the server stops.</param>
    /// <returns>
    /// An answer for each reference. One that gets none when the enumeration ends, or throws, is reported as failed with 0110H.
    /// </returns>
    IAsyncEnumerable<CommitmentAnswer> AnswerAsync(IReadOnlyList<ReferencedInstance> references, CancellationToken cancellation);
}
