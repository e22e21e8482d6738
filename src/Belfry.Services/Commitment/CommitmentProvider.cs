using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Network;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// N-ACTION of the Storage Commitment Push Model as SCP (PS3.4 §J.3.2): checks the request, makes a durable job of it, and answers then. What the
/// job does is the affair of <see cref="CommitmentWorker"/>. One object serves all associations.
/// </summary>
internal sealed partial class CommitmentProvider(JobEngine jobs, CommitmentCallers callers, CommitmentOptions options, TimeProvider clock, ILogger logger)
    : IDimseService
{
    /// <inheritdoc/>
    public async ValueTask HandleAsync(DimseOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var action = await CommitmentAction.ReadAsync(operation, options.Limits).ConfigureAwait(false);
        var association = operation.Association;
        var transaction = new CommitmentTransaction(action.TransactionUid, action.References, ConnectionFacts.Of(association), Guid.CreateVersion7(clock.GetUtcNow()));
        var caller = new CommitmentCaller(association, operation.PresentationContext);
        callers.Add(transaction.CallId, caller);
        try
        {
            var former = await SubmitAsync(transaction, operation.Cancellation).ConfigureAwait(false);
            if (former is not null)
                callers.Remove(transaction.CallId);
            await operation.RespondAsync(operation.Request.CreateResponse(DimseStatus.Success)).ConfigureAwait(false);
            if (former is { } joined)
                await JoinAsync(joined.Job, joined.CallId, caller).ConfigureAwait(false);
        }
        catch
        {
            callers.Remove(transaction.CallId);
            throw;
        }
        finally
        {
            caller.OnResponded();
        }
    }

    /// <returns>The job that performs the same request already, and what finds its association; null when this one has a job of its own.</returns>
    private async ValueTask<(Guid Job, Guid CallId)?> SubmitAsync(CommitmentTransaction transaction, CancellationToken cancellation)
    {
        var submission = await jobs.SubmitAsync(NewJob(transaction, KeyOf(transaction)), cancellation).ConfigureAwait(false);
        if (submission.IsNew)
            return null;
        if (await jobs.ReadArgumentsAsync(submission.Job.Id, cancellation).ConfigureAwait(false) is { } arguments)
        {
            var running = CommitmentTransaction.Parse(arguments);
            if (running.References.SequenceEqual(transaction.References))
            {
                LogRepeated(transaction.Connection.AssociationId, transaction.Uid.Value, submission.Job.Id);
                return (submission.Job.Id, running.CallId);
            }
        }

        LogDuplicate(transaction.Connection.AssociationId, transaction.Uid.Value, submission.Job.Id);
        await jobs.SubmitAsync(NewJob(transaction with { IsDuplicate = true }, key: null), cancellation).ConfigureAwait(false);
        return null;
    }

    /// <summary>Has the report come by the association that asked last: now, when it was waited with since the one before was lost.</summary>
    private async ValueTask JoinAsync(Guid job, Guid callId, CommitmentCaller caller)
    {
        callers.Add(callId, caller);
        await jobs.DoAsync(job, JobCommand.Hasten, CancellationToken.None).ConfigureAwait(false);
    }

    private static string KeyOf(CommitmentTransaction transaction) => $"{transaction.Connection.CallingAETitle}\n{transaction.Uid}";

    private static NewJob NewJob(CommitmentTransaction transaction, string? key) => new()
    {
        Kind = CommitmentWorker.KindName,
        Key = key,
        Lane = transaction.Connection.CallingAETitle.Value,
        Arguments = transaction.ToBytes(),
        Content = transaction.ToContent(),
    };

    [LoggerMessage(3230, LogLevel.Information, "Association {AssociationId}: transaction {TransactionUid} is being performed by job {JobId} already")]
    private partial void LogRepeated(long associationId, string transactionUid, Guid jobId);

    [LoggerMessage(3231, LogLevel.Warning, "Association {AssociationId}: transaction {TransactionUid} names other instances than job {JobId} of the same UID; it fails with 0131H")]
    private partial void LogDuplicate(long associationId, string transactionUid, Guid jobId);
}
