using System.Collections.Concurrent;
using Belfry.Jobs;
using Belfry.Network;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// Performs storage commitment transactions as jobs: asks the handlers, keeps their answers, and sends the report until it arrives. What is open
/// at the end of the server is disposed.
/// </summary>
internal sealed partial class CommitmentWorker(
    IReadOnlyList<CommitmentHandler> handlers, CommitmentCallers callers, CommitmentReporter reporter, CommitmentOptions options, TimeProvider clock, ILogger logger)
    : IJobWorker, IAsyncDisposable
{
    /// <summary>The kind of its jobs, as the reference server calls it.</summary>
    public const string KindName = "StorageCommitmentScp";

    // Those of jobs that are paused, or wait until their report can be sent again.
    private readonly ConcurrentDictionary<Guid, IStorageCommitment> _open = [];
    private readonly ConcurrentDictionary<Guid, Task> _closing = [];

    // By which a report was taken.
    private readonly ConcurrentDictionary<Guid, Association> _held = [];

    /// <inheritdoc/>
    public async ValueTask<JobOutcome> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var transaction = CommitmentTransaction.Parse(run.Arguments);
        var caller = callers.Find(transaction.CallId);
        if (caller is not null)
            await caller.Responded.WaitAsync(cancellation).ConfigureAwait(false);
        await HandlerThread.Next();
        var outcomes = new CommitmentOutcomes(transaction.References, run.Checkpoint.Span);
        try
        {
            if (run.IsLastChance)
                LeaveUnanswered(run.Job.Id, transaction, outcomes);
            else if (!outcomes.IsComplete)
                await AnswerAsync(run, transaction, outcomes, cancellation).ConfigureAwait(false);
            return await ReportAsync(run, transaction, outcomes, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (run.StopReason is not (JobStopReason.Paused or JobStopReason.Cancelled))
        {
            await CloseAsync(run.Job.Id).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public void OnEnded(Job job)
    {
        // Not found any more by a resubmission, which waits for the disposal: that may take a while.
        _open.TryRemove(job.Id, out var commitment);
        _held.TryRemove(job.Id, out var association);
        if (commitment is null && association is null)
            return;
        var closing = EndAsync(job, commitment, association);
        _closing[job.Id] = closing;
        if (closing.IsCompleted)
            _closing.TryRemove(job.Id, out _);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_closing.Values).ConfigureAwait(false);
        foreach (var job in _open.Keys)
            await CloseAsync(job).ConfigureAwait(false);
        foreach (var association in _held.Values)
            await association.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask AnswerAsync(JobRun run, CommitmentTransaction transaction, CommitmentOutcomes outcomes, CancellationToken cancellation)
    {
        if (transaction.IsDuplicate)
        {
            outcomes.Fill(CommitmentFailureReason.DuplicateTransactionUid);
            return;
        }

        var answering = new CommitmentAnswering(run, transaction, outcomes, options, clock);
        try
        {
            var commitment = await BeginAsync(run, answering.Request, cancellation).ConfigureAwait(false);
            if (commitment is not null)
                await answering.RunAsync(commitment, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await run.CheckpointAsync(outcomes.ToBytes(), run.Progress, cancellation: CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        catch (Exception fault) when (fault is not JobNotSavedException)
        {
            LogHandlerFailed(transaction.Uid.Value, run.Job.Id, fault);
        }

        if (outcomes.Fill(CommitmentFailureReason.ProcessingFailure) is > 0 and var unanswered)
            LogUnanswered(transaction.Uid.Value, run.Job.Id, unanswered);
    }

    /// <summary>It may be the handler that ends the server each time. The peer is told at least.</summary>
    private void LeaveUnanswered(Guid job, CommitmentTransaction transaction, CommitmentOutcomes outcomes)
    {
        if (outcomes.Fill(CommitmentFailureReason.ProcessingFailure) is > 0 and var count)
            LogNotAskedAgain(transaction.Uid.Value, job, count);
    }

    private async ValueTask<IStorageCommitment?> BeginAsync(JobRun run, CommitmentRequest request, CancellationToken cancellation)
    {
        var job = run.Job.Id;
        if (_open.TryGetValue(job, out var open))
            return open;
        if (_closing.TryGetValue(job, out var closing))
            await closing.WaitAsync(cancellation).ConfigureAwait(false);

        // A pause, which may come from the handler itself, waits for it: what it makes is kept for when the job goes on.
        using var ends = new CancellationTokenSource();
        using var stopped = cancellation.Register(() =>
        {
            if (run.StopReason != JobStopReason.Paused)
                ends.Cancel();
        });
        foreach (var (handler, calledAETitle, name) in handlers)
        {
            if (calledAETitle is { } own && own != request.Connection.CalledAETitle)
                continue;
            using var callback = ServiceTracing.BeginCallback("N-ACTION", handler);
            if (await handler.BeginAsync(request, ends.Token).ConfigureAwait(false) is { } commitment)
            {
                LogTaken(request.TransactionUid.Value, job, name, request.References.Count);
                _open[job] = commitment;
                return commitment;
            }
        }

        LogNobody(request.TransactionUid.Value, job);
        return null;
    }

    private async ValueTask<JobOutcome> ReportAsync(JobRun run, CommitmentTransaction transaction, CommitmentOutcomes outcomes, CancellationToken cancellation)
    {
        var report = outcomes.ToReport(transaction.Uid);
        run.Report(run.Progress, transaction.ToContent(report));
        var (fault, held) = await SendAsync(report, transaction, cancellation).ConfigureAwait(false);
        if (fault is null)
        {
            // Nothing comes between the peer's response and the end of the job: what a kill would make come twice. The rest is done after it.
            if (held is not null)
                _held[run.Job.Id] = held;
            LogReported(transaction.Uid.Value, run.Job.Id, report.Committed.Count, report.Failed.Count);
            callers.Remove(transaction.CallId);
            return JobOutcome.Succeeded;
        }

        // The answers stand: only the report is sent again.
        await run.CheckpointAsync(outcomes.ToBytes(), run.Progress, cancellation: cancellation).ConfigureAwait(false);
        LogNotReported(transaction.Uid.Value, run.Job.Id, fault.Text);
        return fault.IsFinal ? JobOutcome.Failed(fault.Error) : JobOutcome.RetryAfter(fault.Error);
    }

    private async ValueTask<ReportDelivery> SendAsync(CommitmentReport report, CommitmentTransaction transaction, CancellationToken cancellation)
    {
        while (true)
        {
            var caller = callers.Find(transaction.CallId);
            var delivery = await reporter.SendAsync(report, transaction.Connection, caller, cancellation).ConfigureAwait(false);

            // Who has asked again meanwhile holds another association.
            if (delivery.Fault is null || callers.Find(transaction.CallId) is not { } last || last == caller)
                return delivery;
        }
    }

    private async Task EndAsync(Job job, IStorageCommitment? commitment, Association? association)
    {
        // Whoever cancels does not wait for what the handler does.
        if (job.State != JobState.Success)
            await Task.Yield();
        if (commitment is not null)
            await CloseAsync(job.Id, commitment).ConfigureAwait(false);
        if (association is not null)
            await ReleaseAsync(association).ConfigureAwait(false);
        _closing.TryRemove(job.Id, out _);
    }

    private static async ValueTask ReleaseAsync(Association association)
    {
        await using (association.ConfigureAwait(false))
            await association.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private ValueTask CloseAsync(Guid job) => _open.TryRemove(job, out var commitment) ? CloseAsync(job, commitment) : ValueTask.CompletedTask;

    private async ValueTask CloseAsync(Guid job, IStorageCommitment commitment)
    {
        try
        {
            await commitment.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            LogNotClosed(job, fault);
        }
    }

    [LoggerMessage(3240, LogLevel.Information, "Storage commitment {TransactionUid}, job {JobId}: {Handler} answers for {Count} instances")]
    private partial void LogTaken(string transactionUid, Guid jobId, string handler, int count);

    [LoggerMessage(3241, LogLevel.Warning, "Storage commitment {TransactionUid}, job {JobId}: no handler takes it, all its instances fail with 0110H")]
    private partial void LogNobody(string transactionUid, Guid jobId);

    [LoggerMessage(3242, LogLevel.Error, "Storage commitment {TransactionUid}, job {JobId}: the handler failed; what it did not answer fails with 0110H")]
    private partial void LogHandlerFailed(string transactionUid, Guid jobId, Exception fault);

    [LoggerMessage(3243, LogLevel.Warning, "Storage commitment {TransactionUid}, job {JobId}: {Count} instances got no answer and fail with 0110H")]
    private partial void LogUnanswered(string transactionUid, Guid jobId, int count);

    [LoggerMessage(3244, LogLevel.Information, "Storage commitment {TransactionUid}, job {JobId}: reported, {Committed} committed, {Failed} failed")]
    private partial void LogReported(string transactionUid, Guid jobId, int committed, int failed);

    [LoggerMessage(3245, LogLevel.Debug, "Storage commitment {TransactionUid}, job {JobId}: the report did not arrive: {Reason}")]
    private partial void LogNotReported(string transactionUid, Guid jobId, string reason);

    [LoggerMessage(3247, LogLevel.Error,
        "Storage commitment {TransactionUid}, job {JobId}: the server ended again and again while its handler was asked; {Count} instances fail with 0110H")]
    private partial void LogNotAskedAgain(string transactionUid, Guid jobId, int count);

    [LoggerMessage(3246, LogLevel.Error, "Storage commitment job {JobId}: the handler failed to dispose of its transaction")]
    private partial void LogNotClosed(Guid jobId, Exception fault);
}
