using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Orthanc.Tests.Plugins;

/// <summary>Performs storage commitment transactions with the handler of a bench as the server's jobs do.</summary>
internal static class CommitmentBench
{
    /// <summary>The job of every request.</summary>
    public const string JobId = "7a2f1c9e-0d5b-4c8e-9f36-1b2a3c4d5e6f";

    private const string SopClass = "1.2.840.10008.5.1.4.1.1.2";

    /// <summary>A request for these instances, all of one class.</summary>
    public static CommitmentRequest Request(string transaction, params IEnumerable<string> instances) =>
        Request(transaction, [.. instances.Select(i => (SopClass, i))]);

    /// <summary>A request for these classes and instances.</summary>
    public static CommitmentRequest Request(string transaction, IReadOnlyList<(string SopClass, string Instance)> references) => new(
        new DicomUid(transaction),
        [.. references.Select(r => new ReferencedInstance(new DicomUid(r.SopClass), new DicomUid(r.Instance)))],
        PluginBench.Connection,
        new Job());

    /// <summary>Begins a transaction, which must be taken.</summary>
    public static async Task<IStorageCommitment> BeginAsync(this PluginBench bench, CommitmentRequest request) =>
        await bench.CommitmentHandler.BeginAsync(request, TestContext.Current.CancellationToken)
        ?? throw new InvalidOperationException("No plugin took the transaction.");

    /// <summary>All answers.</summary>
    public static async Task<IReadOnlyList<CommitmentAnswer>> AnswerAllAsync(
        this IStorageCommitment commitment, IReadOnlyList<ReferencedInstance> references, CancellationToken? cancellation = null)
    {
        var answers = new List<CommitmentAnswer>();
        await foreach (var answer in commitment.AnswerAsync(references, cancellation ?? TestContext.Current.CancellationToken))
            answers.Add(answer);
        return answers;
    }

    /// <summary>A whole transaction: instances and what became of them; null for a committed one.</summary>
    public static async Task<IReadOnlyList<(string Instance, CommitmentFailureReason? Reason)>> CommitAsync(
        this PluginBench bench, CommitmentRequest request)
    {
        await using var commitment = await bench.BeginAsync(request);
        return [.. (await commitment.AnswerAllAsync(request.References)).Select(a => (a.Instance.SopInstanceUid.Value, a.Outcome.FailureReason))];
    }

    private sealed class Job : ICommitmentJob
    {
        public string Id => JobId;

        public int Attempt => 1;

        public void ReportProgress(double fraction)
        {
        }
    }
}
