using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace BelfryPlugin1;

/// <summary>Says which instances are kept for good (storage commitment). One object serves all transactions, many at once.</summary>
[BelfryPlugin("BelfryPlugin1", Description = "Storage commitment")]
public sealed class CommitmentPlugin(IPluginHost host) : IStorageCommitmentHandler
{
    public ValueTask<IStorageCommitment?> BeginAsync(CommitmentRequest request, CancellationToken cancellation)
    {
        // Null would leave the transaction to the next handler, the archive's at last.
        host.Logger.LogInformation("{CallingAETitle} asks for {Count} instances", request.Connection.CallingAETitle, request.References.Count);
        return ValueTask.FromResult<IStorageCommitment?>(StorageCommitment.PerInstance(LookAsync));
    }

    /// <summary>In place of a look at your storage. It may take hours; what it throws fails all instances that have no answer yet.</summary>
    private static async ValueTask<CommitmentOutcome> LookAsync(ReferencedInstance instance, CancellationToken cancellation)
    {
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        return instance.SopClassUid == Uids.CTImageStorage
            ? CommitmentOutcome.Committed
            : CommitmentOutcome.Failed(CommitmentFailureReason.NoSuchObjectInstance);
    }
}
