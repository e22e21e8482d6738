using System.Runtime.CompilerServices;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Guard;
using Belfry.Orthanc.Lanes;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// A transaction that a plugin has taken. Its lookups run one after the other on its lane. One that runs cannot be interrupted: a cancel
/// leaves it, and when the transaction goes on after a pause, its answer is taken instead of asking again.
/// </summary>
internal sealed partial class NativeCommitment(NativePlugin plugin, CommitmentCall call, OpenLane lane) : IStorageCommitment
{
    private CommitmentSlice? _slice;
    private bool _hasFailed;

    /// <inheritdoc/>
    public async IAsyncEnumerable<CommitmentAnswer> AnswerAsync(
        IReadOnlyList<ReferencedInstance> references, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (_slice is { } left)
        {
            var open = references.ToHashSet();
            await foreach (var answer in left.ReadAsync(cancellation))
            {
                if (open.Remove(answer.Instance))
                    yield return answer;
            }

            references = [.. references.Where(open.Contains)];
        }

        for (var next = 0; next < references.Count;)
        {
            var slice = new CommitmentSlice(references, next);
            await lane.StartAsync(plugin.CommitmentLanes.Calls, () => slice.Run(Look, cancellation), cancellation);
            _slice = slice;
            await foreach (var answer in slice.ReadAsync(cancellation))
                yield return answer;
            next = slice.Next;
        }
    }

    /// <summary>
    /// Calls the destructor. Waits for it, unless a lookup still runs that a cancel has left: then it is called when that has returned.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        var closing = lane.CloseAsync();
        if (_slice is null or { HasEnded: true })
            await closing;
    }

    private CommitmentOutcome Look(ReferencedInstance reference)
    {
        int code;
        OrthancStorageCommitmentFailureReason reason;
        try
        {
            code = call.Look(reference, out reason);
        }
        catch (PluginThrewException thrown)
        {
            Tell(() => LogLookupThrew(plugin.Logger, thrown, plugin.Name));
            return default;
        }

        if (code != 0)
        {
            Tell(() => LogLookupFailed(plugin.Logger, plugin.Name, ErrorCodes.Describe(code)));
            return default;
        }

        switch (reason)
        {
            case OrthancStorageCommitmentFailureReason.Success:
                return CommitmentOutcome.Committed;
            case OrthancStorageCommitmentFailureReason.ProcessingFailure:
                return CommitmentOutcome.Failed(CommitmentFailureReason.ProcessingFailure);
            case OrthancStorageCommitmentFailureReason.NoSuchObjectInstance:
                return CommitmentOutcome.Failed(CommitmentFailureReason.NoSuchObjectInstance);
            case OrthancStorageCommitmentFailureReason.ResourceLimitation:
                return CommitmentOutcome.Failed(CommitmentFailureReason.ResourceLimitation);
            case OrthancStorageCommitmentFailureReason.ReferencedSOPClassNotSupported:
                return CommitmentOutcome.Failed(CommitmentFailureReason.ReferencedSopClassNotSupported);
            case OrthancStorageCommitmentFailureReason.ClassInstanceConflict:
                return CommitmentOutcome.Failed(CommitmentFailureReason.ClassInstanceConflict);
            case OrthancStorageCommitmentFailureReason.DuplicateTransactionUID:
                return CommitmentOutcome.Failed(CommitmentFailureReason.DuplicateTransactionUid);
            default:
                Tell(() => LogUnknownReason(plugin.Logger, plugin.Name, (int)reason));
                return default;
        }
    }

    // One line for a transaction, not one for each of its instances.
    private void Tell(Action log)
    {
        if (_hasFailed)
            return;
        _hasFailed = true;
        log();
    }

    [LoggerMessage(5043, LogLevel.Error, "A storage commitment lookup of {Plugin} let a C++ exception out: the instance fails; others that fail in this transaction are not logged")]
    private static partial void LogLookupThrew(ILogger logger, Exception failure, string plugin);

    [LoggerMessage(5044, LogLevel.Error, "A storage commitment lookup of {Plugin} returned {Code}: the instance fails; others that fail in this transaction are not logged")]
    private static partial void LogLookupFailed(ILogger logger, string plugin, string code);

    [LoggerMessage(5045, LogLevel.Error, "A storage commitment lookup of {Plugin} gave the unknown reason {Reason}: the instance fails; others that fail in this transaction are not logged")]
    private static partial void LogUnknownReason(ILogger logger, string plugin, int reason);
}
