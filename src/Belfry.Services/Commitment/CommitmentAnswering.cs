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
        var saved = _clock.GetTimestamp();
        var references = _outcomes.Open();
        await foreach (var answer in commitment.AnswerAsync(references, cancellation).WithCancellation(cancellation).ConfigureAwait(false))
        {
            if (!_outcomes.Take(answer))
                throw new InvalidOperationException($"An answer for {answer.Instance.SopInstanceUid}, which is no reference of the transaction.");
            if (!_handlerTells)
                _run.Report(Fraction);
            if (_clock.GetElapsedTime(saved) < _options.CheckpointInterval)
                continue;
            await _run.CheckpointAsync(_outcomes.ToBytes(), _run.Progress, cancellation: cancellation).ConfigureAwait(false);
            saved = _clock.GetTimestamp();
        }

        _outcomes.RetrieveAETitle = commitment.RetrieveAETitle;
    }

    // As the reference server counts: the beginning and the report are steps, too.
    private double Fraction => (1.0 + _outcomes.AnsweredCount) / (_outcomes.AnsweredCount + _outcomes.OpenCount + 2);
}
