using System.Collections.Concurrent;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;

namespace Belfry.Sdk.Orthanc;

/// <summary>Storage commitment transactions of the host.</summary>
internal sealed class CommitmentExport(IStorageCommitmentHandler handler, ExportedPlugin plugin)
{
    // A resubmitted job begins anew before what it had is destroyed, so the count lives as long as the job does.
    private readonly ConcurrentDictionary<string, int> _attempts = [];

    /// <summary>Asks the handler whether it takes the transaction.</summary>
    /// <returns>
    /// Null when it does not: the host asks others. One whose handler fails is taken all the same, and fails each instance: the host would
    /// send no report otherwise, and every transaction ends with one (PS3.4 §J.3.3.1.2).
    /// </returns>
    public CommitmentDriver? Begin(string jobId, DicomUid transaction, IReadOnlyList<ReferencedInstance> references, DicomConnection connection)
    {
        var job = new Job(jobId, _attempts.AddOrUpdate(jobId, 1, static (_, before) => before + 1));
        IStorageCommitment? taken = null;
        var code = plugin.Guard("The beginning of a storage commitment", cancellation =>
            taken = Blocking.Wait(handler.BeginAsync(new CommitmentRequest(transaction, references, connection, job), cancellation)));
        if (taken is not null || code != OrthancErrorCode.Success)
            return new CommitmentDriver(plugin, this, job, taken, references);
        Forget(job);
        return null;
    }

    /// <summary>What the job had is destroyed; unless it began anew since, nothing is left of it.</summary>
    public void Forget(ICommitmentJob job) => _attempts.TryRemove(new KeyValuePair<string, int>(job.Id, job.Attempt));

    // The host shows the part of the instances that are answered, and has no place for another fraction.
    private sealed record Job(string Id, int Attempt) : ICommitmentJob
    {
        public void ReportProgress(double fraction)
        {
            // Nothing shows it.
        }
    }
}
