using Belfry.Dicom;
using Belfry.Network;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belfry.Services;

/// <summary>
/// Takes the reports of storage commitment as SCU (N-EVENT-REPORT, PS3.4 §J.3.3), on any number of associations: those that this side has asked
/// on, where it stands as <see cref="AssociationRequest.Routes"/>, and those that SCPs make to report, where a <see cref="ServiceRoute"/> leads
/// here. A report of a transaction that is not expected gets 0115H; one that comes again gets success and is passed over. Thread-safe.
/// </summary>
public sealed partial class CommitmentReports : IDimseRoutes, IDimseService
{
    // An SCP whose response was lost sends the same report again, within hours.
    private const int MostRemembered = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<DicomUid, Transaction> _transactions = [];
    private readonly Queue<DicomUid> _over = [];
    private readonly CommitmentLimits _limits;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;

    /// <param name="limits">How much a report may hold; the defaults by default.</param>
    /// <param name="logger">Told of reports; nobody by default.</param>
    /// <param name="clock">Time of waiting; the system's by default.</param>
    public CommitmentReports(CommitmentLimits? limits = null, ILogger? logger = null, TimeProvider? clock = null)
    {
        _limits = limits ?? CommitmentLimits.Default;
        _logger = logger ?? NullLogger.Instance;
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>Expects the report of a transaction from now on. To be called before the request is sent: the report may overtake its response.</summary>
    /// <exception cref="ArgumentException">The transaction is known already.</exception>
    public void Expect(DicomUid transactionUid)
    {
        lock (_lock)
        {
            if (!_transactions.TryAdd(transactionUid, new Transaction()))
                throw new ArgumentException($"Transaction {transactionUid} is known already.", nameof(transactionUid));
        }
    }

    /// <summary>
    /// Waits for the report of an expected transaction and gives it, once. When the wait ends without it, the transaction is forgotten: its report
    /// gets 0115H from now on.
    /// </summary>
    /// <param name="transactionUid">The transaction.</param>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="TimeoutException">The report did not come in time.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    /// <exception cref="ArgumentException">The transaction is not expected.</exception>
    public async Task<CommitmentReport> WaitAsync(DicomUid transactionUid, TimeSpan timeout, CancellationToken cancellation = default)
    {
        var transaction = FindExpected(transactionUid) ?? throw new ArgumentException($"Transaction {transactionUid} is not expected.", nameof(transactionUid));
        try
        {
            var report = await transaction.Report.Task.WaitAsync(timeout, _clock, cancellation).ConfigureAwait(false);
            Conclude(transactionUid);
            return report;
        }
        catch (TimeoutException)
        {
            Forget(transactionUid);
            throw new TimeoutException($"No report of transaction {transactionUid} within {timeout.TotalSeconds} s.");
        }
        catch (OperationCanceledException)
        {
            Forget(transactionUid);
            throw;
        }
    }

    /// <summary>Expects a transaction's report no longer. Does nothing when it is not known.</summary>
    public void Forget(DicomUid transactionUid)
    {
        lock (_lock)
            _transactions.Remove(transactionUid);
    }

    /// <inheritdoc/>
    public IDimseService? Find(Association association, PresentationContext context, DimseRequest request)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.AbstractSyntax == CommitmentSopClass.PushModel ? this : null;
    }

    /// <inheritdoc/>
    public async ValueTask HandleAsync(DimseOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var report = await CommitmentReport.ReadAsync(operation, _limits).ConfigureAwait(false);
        var response = new NEventReportResponse(DimseStatus.Success) { EventTypeId = ((NEventReportRequest)operation.Request).EventTypeId };
        if (Take(report.TransactionUid, out var transaction) && transaction is null)
        {
            LogRepeated(_logger, report.TransactionUid, operation.Association.Id);
            await operation.RespondAsync(response).ConfigureAwait(false);
            return;
        }

        if (transaction is null)
            throw CommitmentDataSet.Invalid("Unknown transaction");
        try
        {
            // First the response: whoever waits may release the association at once.
            await operation.RespondAsync(response).ConfigureAwait(false);
        }
        finally
        {
            LogReported(_logger, report.TransactionUid, operation.Association.Id, report.Committed.Count, report.Failed.Count);
            transaction.Report.TrySetResult(report);
        }
    }

    /// <inheritdoc/>
    public DimseResponse MapFault(DimseOperation operation, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return FaultStatus.Map(operation.Request, exception);
    }

    /// <inheritdoc/>
    public bool IsExpectedFault(Exception exception) => FaultStatus.IsExpected(exception);

    /// <summary>True when the report has come, even if its response is still being sent: it will be given.</summary>
    internal bool HasCome(DicomUid transactionUid)
    {
        lock (_lock)
            return _transactions.TryGetValue(transactionUid, out var transaction) && transaction.IsTaken;
    }

    /// <summary>Takes a report for a transaction.</summary>
    /// <returns>False when it is unknown; true without a transaction when it was reported before.</returns>
    private bool Take(DicomUid transactionUid, out Transaction? taken)
    {
        taken = null;
        lock (_lock)
        {
            if (!_transactions.TryGetValue(transactionUid, out var transaction))
                return false;
            if (!transaction.IsTaken)
            {
                transaction.IsTaken = true;
                taken = transaction;
            }

            return true;
        }
    }

    private Transaction? FindExpected(DicomUid transactionUid)
    {
        lock (_lock)
            return _transactions.TryGetValue(transactionUid, out var transaction) && transaction != Transaction.Over ? transaction : null;
    }

    /// <summary>Keeps no more than that it was reported.</summary>
    private void Conclude(DicomUid transactionUid)
    {
        lock (_lock)
        {
            if (!_transactions.ContainsKey(transactionUid))
                return;
            _transactions[transactionUid] = Transaction.Over;
            _over.Enqueue(transactionUid);
            if (_over.Count > MostRemembered)
                _transactions.Remove(_over.Dequeue());
        }
    }

    [LoggerMessage(3300, LogLevel.Information,
        "Storage commitment {Transaction} reported on association {AssociationId}: {Committed} committed, {Failed} failed")]
    private static partial void LogReported(ILogger logger, DicomUid transaction, long associationId, int committed, int failed);

    [LoggerMessage(3301, LogLevel.Information, "Storage commitment {Transaction} reported again on association {AssociationId}")]
    private static partial void LogRepeated(ILogger logger, DicomUid transaction, long associationId);

    private sealed class Transaction
    {
        public static Transaction Over { get; } = new() { IsTaken = true };

        public TaskCompletionSource<CommitmentReport> Report { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsTaken { get; set; }
    }
}
