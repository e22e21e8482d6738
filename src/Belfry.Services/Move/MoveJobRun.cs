using System.Text.Json.Nodes;
using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Network;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>One attempt of a job that sends instances: those that have not arrived yet, one after the other.</summary>
internal sealed partial class MoveJobRun(
    JobRun run, SendList list, IInstanceStore? store, StoreScu scu, TimeSpan checkpointInterval, TimeProvider clock, ILogger logger)
{
    private readonly HashSet<string> _arrived = [.. System.Text.Encoding.ASCII.GetString(run.Checkpoint.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
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
            run.Report(1, Content());
            return JobOutcome.Succeeded;
        }

        await SaveAsync(cancellation).ConfigureAwait(false);
        var details = $"{_arrived.Count} of {_count} instances arrived; {_lastReason}";
        var error = _wasRefused ? JobErrors.RemoteFailure(details) : JobErrors.Network(details);
        return _mayDoBetter && list.IsTriedAgain ? JobOutcome.RetryAfter(error) : JobOutcome.Failed(error);
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
            if (_arrived.Contains(suboperation.SopInstanceUid.Value))
                continue;
            Take(suboperation.SopInstanceUid, await SendAsync(suboperation, cancellation).ConfigureAwait(false));

            // A destination that is not there would let each of the others fail in its turn.
            if (_brokenInARow > 1)
                return;
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

    private double Fraction => _count == 0 ? 0 : (double)_arrived.Count / _count;

    private async ValueTask SaveAsync(CancellationToken cancellation)
    {
        _saved = clock.GetTimestamp();
        var state = System.Text.Encoding.ASCII.GetBytes(string.Join('\n', _arrived));
        await run.CheckpointAsync(state, Fraction, Content(), cancellation).ConfigureAwait(false);
    }

    /// <summary>What is shown, with the numbers of now.</summary>
    private string Content()
    {
        var content = JsonNode.Parse(run.Content)?.AsObject() ?? [];
        content["FailedInstancesCount"] = _failed;
        if (_count > 0)
            content["InstancesCount"] = _count;
        return content.ToJsonString();
    }

    [LoggerMessage(3224, LogLevel.Warning, "Job {JobId}: instance {SopInstanceUid} did not arrive, status {Status}: {Reason}")]
    private static partial void LogFailed(ILogger logger, Guid jobId, string sopInstanceUid, DimseStatus status, string? reason);
}
