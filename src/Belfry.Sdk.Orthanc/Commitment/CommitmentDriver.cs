using Belfry.Orthanc.Abi;

namespace Belfry.Sdk.Orthanc;

/// <summary>
/// One transaction: the host asks instance by instance in the order of the request, the handler answers in any order. It is asked no further than
/// to the instance that the host wants, so that the host's job shows how far it is and can be paused between two. One thread at a time.
/// </summary>
internal sealed class CommitmentDriver(
    ExportedPlugin plugin, CommitmentExport owner, ICommitmentJob job, IStorageCommitment? commitment, IReadOnlyList<ReferencedInstance> references)
{
    private readonly Dictionary<ReferencedInstance, CommitmentOutcome> _outcomes = [];
    private readonly CallLimit _limit = plugin.NewCall();
    private IAsyncEnumerator<CommitmentAnswer>? _answers;
    private bool _isOver = commitment is null;

    /// <summary>The outcome of an instance: a processing failure when the handler does not answer for it, or throws.</summary>
    public OrthancStorageCommitmentFailureReason Lookup(ReferencedInstance instance)
    {
        if (!_outcomes.ContainsKey(instance) && !_isOver)
        {
            var code = plugin.Guard("A storage commitment", _ => AskUntil(instance));
            _isOver |= code != OrthancErrorCode.Success;
        }

        return _outcomes.GetValueOrDefault(instance).FailureReason switch
        {
            null => OrthancStorageCommitmentFailureReason.Success,
            CommitmentFailureReason.NoSuchObjectInstance => OrthancStorageCommitmentFailureReason.NoSuchObjectInstance,
            CommitmentFailureReason.ResourceLimitation => OrthancStorageCommitmentFailureReason.ResourceLimitation,
            CommitmentFailureReason.ReferencedSopClassNotSupported => OrthancStorageCommitmentFailureReason.ReferencedSOPClassNotSupported,
            CommitmentFailureReason.ClassInstanceConflict => OrthancStorageCommitmentFailureReason.ClassInstanceConflict,
            CommitmentFailureReason.DuplicateTransactionUid => OrthancStorageCommitmentFailureReason.DuplicateTransactionUID,
            _ => OrthancStorageCommitmentFailureReason.ProcessingFailure,
        };
    }

    /// <summary>The host's job is gone.</summary>
    public void End()
    {
        plugin.Guard("The end of a storage commitment", _ =>
        {
            try
            {
                if (_answers is not null)
                    Blocking.Wait(_answers.DisposeAsync());
            }
            finally
            {
                if (commitment is not null)
                    Blocking.Wait(commitment.DisposeAsync());
                _limit.Dispose();
            }
        });
        owner.Forget(job);
    }

    private void AskUntil(ReferencedInstance wanted)
    {
        if (commitment is null)
            return;
        _answers ??= commitment.AnswerAsync(references, _limit.Token).GetAsyncEnumerator(_limit.Token);
        while (!_outcomes.ContainsKey(wanted))
        {
            if (!Blocking.Wait(_answers.MoveNextAsync()))
            {
                _isOver = true;
                return;
            }

            _outcomes[_answers.Current.Instance] = _answers.Current.Outcome;
        }
    }
}
