using Belfry.Jobs;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>Takes the answers of a handler for one transaction, shows how far it is, and has them kept.</summary>
internal sealed class CommitmentAnswering : ICommitmentJob
{
    private readonly JobRun _run;
    private readonly CommitmentOutcomes _outcomes;
    private readonly CommitmentOptions _options;
    private readonly TimeProvider _clock;
    private volatile bool _handlerTells;

    public CommitmentAnswering(JobRun run, CommitmentTransaction transaction, CommitmentOutcomes outcomes, CommitmentOptions options, TimeProvider clock)
    {
        _run = run;
        _outcomes = outcomes;
        _options = options;
        _clock = clock;
        Request = new CommitmentRequest(transaction.Uid, transaction.References, transaction.Connection, this);
    }

    /// <summary>What the handler sees.</summary>
    public CommitmentRequest Request { get; }

    /// <inheritdoc/>
    public string Id => _run.Job.Id.ToString();

    /// <inheritdoc/>
    public int Attempt => _run.FailedAttempts + 1;

    /// <inheritdoc/>
    public void ReportProgress(double fraction)
    {
        _handlerTells = true;
        _run.Report(fraction);
    }

    /// <summary>Takes answers until there are no more, or all are there.</summary>
    public async ValueTask RunAsync(IStorageCommitment commitment, CancellationToken cancellation)
    {
        try
        {
            await TakeAllAsync(commitment, cancellation).ConfigureAwait(false);
        }
        finally
        {
            // Also when it is stopped: the answers that are kept are not asked for again, and with them goes where it all can be retrieved.
            Note(commitment);
        }
    }

    private async ValueTask TakeAllAsync(IStorageCommitment commitment, CancellationToken cancellation)
    {
        var saved = _clock.GetTimestamp();
        var references = _outcomes.Open();
        await foreach (var answer in commitment.AnswerAsync(references, cancellation).WithCancellation(cancellation).ConfigureAwait(false))
        {
            if (!_outcomes.Take(answer))
                throw new InvalidOperationException($"An answer for {answer.Instance.SopInstanceUid}, which is no reference of the transaction.");
            if (!_handlerTells)
                _run.Report(Fraction);

            // With the last answer nothing is left to be asked for after a kill, and what the handler says of all is said after it.
            if (_outcomes.IsComplete || _clock.GetElapsedTime(saved) < _options.CheckpointInterval)
                continue;
            Note(commitment);
            await _run.CheckpointAsync(_outcomes.ToBytes(), _run.Progress, cancellation: cancellation).ConfigureAwait(false);
            saved = _clock.GetTimestamp();
        }
    }

    // A handler that is asked for the rest after a start may know less than the one before.
    private void Note(IStorageCommitment commitment) => _outcomes.RetrieveAETitle = commitment.RetrieveAETitle ?? _outcomes.RetrieveAETitle;

    // As the reference server counts: the beginning and the report are steps, too.
    private double Fraction => (1.0 + _outcomes.AnsweredCount) / (_outcomes.AnsweredCount + _outcomes.OpenCount + 2);
}
