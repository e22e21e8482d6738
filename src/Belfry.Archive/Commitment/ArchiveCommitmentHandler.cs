using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>
/// The built-in storage commitment: an instance is committed when the index has it once, with the SOP class asked for, and its file is on disk, readable
/// and the one that was stored (PS3.4 §J.1). Of several with its UID, a reference does not say which is meant.
/// </summary>
/// <param name="index">The index.</param>
/// <param name="check">Looks at files.</param>
/// <param name="retrieveAETitle">Where committed instances can be retrieved from; null says nothing.</param>
internal sealed class ArchiveCommitmentHandler(IArchiveIndex index, StoredFileCheck check, AETitle? retrieveAETitle) : IStorageCommitmentHandler
{
    // What is found is looked at at once: a file that is deleted between is reported as not there.
    private const int Portion = 128;

    /// <inheritdoc/>
    public ValueTask<IStorageCommitment?> BeginAsync(CommitmentRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult<IStorageCommitment?>(new Commitment(this, retrieveAETitle));

    private async ValueTask<CommitmentOutcome> LookAsync(ReferencedInstance reference, StoredFile? file, CancellationToken cancellation)
    {
        if (file is null)
            return CommitmentOutcome.Failed(CommitmentFailureReason.NoSuchObjectInstance);
        if (file.SopClassUid != reference.SopClassUid)
            return CommitmentOutcome.Failed(CommitmentFailureReason.ClassInstanceConflict);
        return await check.IsIntactAsync(file, cancellation)
            ? CommitmentOutcome.Committed
            : CommitmentOutcome.Failed(CommitmentFailureReason.NoSuchObjectInstance);
    }

    private ValueTask<IReadOnlyList<StoredFile?>> FindAsync(ReferencedInstance[] references, CancellationToken cancellation) =>
        index.FindOnlyInstancesAsync(Array.ConvertAll(references, static reference => reference.SopInstanceUid), cancellation);

    private sealed class Commitment(ArchiveCommitmentHandler handler, AETitle? retrieveAETitle) : IStorageCommitment
    {
        public AETitle? RetrieveAETitle => retrieveAETitle;

        public async IAsyncEnumerable<CommitmentAnswer> AnswerAsync(
            IReadOnlyList<ReferencedInstance> references, [EnumeratorCancellation] CancellationToken cancellation)
        {
            foreach (var portion in references.Chunk(Portion))
            {
                var files = await handler.FindAsync(portion, cancellation);
                for (var i = 0; i < portion.Length; i++)
                    yield return new CommitmentAnswer(portion[i], await handler.LookAsync(portion[i], files[i], cancellation));
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
