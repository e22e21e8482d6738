using System.Text;
using System.Text.Json.Nodes;
using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Network;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>One attempt of a job that sends instances: those that have not arrived yet, one after the other.</summary>
internal sealed partial class MoveJobRun(
    JobRun run, SendList list, IInstanceStore? store, StoreScu scu, SendCommitment? commitment, TimeSpan checkpointInterval, TimeProvider clock, ILogger logger)
{
    // A line of the checkpoint that is no instance's: the transaction that was asked for.
    private const string AskedMark = "asked ";

    private readonly HashSet<string> _arrived = [.. LinesOf(run).Where(static line => !line.StartsWith(AskedMark, StringComparison.Ordinal))];
    private readonly HashSet<ReferencedInstance> _references = [];
    private string? _transaction = LinesOf(run).FirstOrDefault(static line => line.StartsWith(AskedMark, StringComparison.Ordinal))?[AskedMark.Length..];
    private bool? _isCommitted;
    private long _saved = clock.GetTimestamp();
    private long _count;
    private long _failed;
    private int _brokenInARow;
    private bool _mayDoBetter;
    private bool _wasRefused;
    private string? _lastReason;

    /// <summary>Sends until all is sent, or the destination is not there.</summary>
    public async ValueTask<JobOutcome> RunAsync(CancellationToken cancellation)
    {
        try
        {
            await SendAllAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            if (run.StopReason != JobStopReason.LeaseLost)
                await SaveAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        catch (DimseStatusException fault)
        {
            // The index cannot be asked now.
            _mayDoBetter = true;
            _failed++;
            _lastReason = fault.Message;
        }

        if (_failed == 0 || list.IsPermissive)
        {
            await scu.ReleaseAsync(cancellation).ConfigureAwait(false);
            var outcome = list.Commits && _references.Count > 0 ? await CommitAsync(cancellation).ConfigureAwait(false) : JobOutcome.Succeeded;
            run.Report(1, Content());
            return outcome;
        }

        await SaveAsync(cancellation).ConfigureAwait(false);
        var details = $"{_arrived.Count} of {_count} instances arrived; {_lastReason}";
        var error = _wasRefused ? JobErrors.RemoteFailure(details) : JobErrors.Network(details);
        return _mayDoBetter && list.IsTriedAgain ? JobOutcome.RetryAfter(error) : JobOutcome.Failed(error);
    }

    private async ValueTask<JobOutcome> CommitAsync(CancellationToken cancellation)
    {
        if (commitment is null)
            return JobOutcome.Failed(JobErrors.NotSupported(2, "The server keeps no reports of storage commitment"));
        try
        {
            // Durable before the wait: who goes on after a crash waits for the same report.
            _transaction ??= (await commitment.AskAsync([.. _references], cancellation).ConfigureAwait(false)).Value;
            await SaveAsync(cancellation).ConfigureAwait(false);
            var transaction = new DicomUid(_transaction);
            _isCommitted = await commitment.WaitAsync(transaction, cancellation).ConfigureAwait(false);
            return _isCommitted == false ? JobOutcome.Failed(SendCommitment.NotCommitted(transaction)) : JobOutcome.Succeeded;
        }
        catch (ModalityException fault)
        {
            await SaveAsync(cancellation).ConfigureAwait(false);
            return JobOutcome.Failed(fault.Fault == ModalityFault.Failed ? JobErrors.RemoteFailure(fault.Message) : JobErrors.Network(fault.Message));
        }
    }

    private async ValueTask SendAllAsync(CancellationToken cancellation)
    {
        long seen = 0;
        await foreach (var suboperation in list.ListAsync(cancellation).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
            if (seen++ == 0)
                scu.Expect(list.Kinds);
            _count = Math.Max(seen, list.Count);
            if (!_arrived.Contains(suboperation.SopInstanceUid.Value))
                Take(suboperation.SopInstanceUid, await SendAsync(suboperation, cancellation).ConfigureAwait(false));
            else if (!list.Commits)
                continue;
            if (list.Commits && suboperation.Source is { } source && _arrived.Contains(source.SopInstanceUid.Value))
                _references.Add(new ReferencedInstance(source.SopClassUid, source.SopInstanceUid));

            // A destination that is not there would let each of the others fail in its turn: they have failed as well.
            if (_brokenInARow > 1)
            {
                _failed = Math.Max(_failed, _count - _arrived.Count);
                return;
            }

            run.Report(Fraction, Content());
            if (clock.GetElapsedTime(_saved) >= checkpointInterval)
                await SaveAsync(cancellation).ConfigureAwait(false);
        }

        _count = seen;
    }

    private async ValueTask<StoreResult> SendAsync(Suboperation suboperation, CancellationToken cancellation)
    {
        var source = suboperation.Source;
        if (source is null && suboperation.IsStored && store is not null)
            source = await store.FindAsync(suboperation.SopInstanceUid, cancellation).ConfigureAwait(false);
        return source is null
            ? new StoreResult(GeneralStatus.NoSuchSopInstance, "There is no such instance")
            : await scu.StoreAsync(source, list.Originator, cancellation: cancellation).ConfigureAwait(false);
    }

    private void Take(DicomUid instance, StoreResult result)
    {
        if (result.IsStored)
        {
            _arrived.Add(instance.Value);
            _brokenInARow = 0;
            return;
        }

        var isBroken = result.Fault is AssociationException;
        _brokenInARow = isBroken ? _brokenInARow + 1 : 0;

        // A7xxH: out of resources (PS3.4 table B.2-1).
        _mayDoBetter |= isBroken || (result.Status.Code & 0xFF00) == 0xA700;
        _failed++;
        _wasRefused |= result.Fault is null;
        _lastReason = $"{result.Comment ?? "refused by the destination"} - 0x{result.Status.Code:x4}";
        LogFailed(logger, run.Job.Id, instance.Value, result.Status, result.Comment);
    }

    private static string[] LinesOf(JobRun run) => Encoding.ASCII.GetString(run.Checkpoint.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private double Fraction => _count == 0 ? 0 : (double)_arrived.Count / _count;

    private async ValueTask SaveAsync(CancellationToken cancellation)
    {
        _saved = clock.GetTimestamp();
        IEnumerable<string> lines = _transaction is null ? _arrived : _arrived.Append(AskedMark + _transaction);
        var state = Encoding.ASCII.GetBytes(string.Join('\n', lines));
        await run.CheckpointAsync(state, Fraction, Content(), cancellation).ConfigureAwait(false);
    }

    /// <summary>What is shown, with the numbers of now.</summary>
    private string Content()
    {
        var content = JsonNode.Parse(run.Content)?.AsObject() ?? [];
        content["FailedInstancesCount"] = _failed;
        if (_count > 0)
            content["InstancesCount"] = _count;
        if (_transaction is not null)
        {
            content["StorageCommitmentStatus"] = _isCommitted switch { true => "Success", false => "Failure", _ => "Pending" };
            content["StorageCommitmentTransactionUID"] = _transaction;
        }

        return content.ToJsonString();
    }

    [LoggerMessage(3224, LogLevel.Warning, "Job {JobId}: instance {SopInstanceUid} did not arrive, status {Status}: {Reason}")]
    private static partial void LogFailed(ILogger logger, Guid jobId, string sopInstanceUid, DimseStatus status, string? reason);
}
