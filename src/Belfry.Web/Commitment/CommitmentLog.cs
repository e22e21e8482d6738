using System.Text.Json.Nodes;
using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Services;

namespace Belfry.Web;

/// <summary>
/// The storage commitment transactions that REST asked for, in the registry of the index: each as the object that REST shows, and beside it the instances that
/// were asked for.
/// </summary>
/// <param name="registry">Keeps them.</param>
/// <param name="size">How many are kept; the oldest make way (<c>StorageCommitmentReportsSize</c>).</param>
public sealed class CommitmentLog(IRegistry registry, int size) : ICommitmentLog
{
    internal const string Asked = "Asked";
    private const string Pending = "Pending";
    private const string Committed = "Success";

    /// <inheritdoc/>
    public ValueTask ExpectAsync(DicomUid transactionUid, AETitle remote, IReadOnlyList<ReferencedInstance> references, CancellationToken cancellation)
    {
        var value = new JsonObject
        {
            [Asked] = ArrayOf(references),
            ["Failures"] = new JsonArray(),
            ["RemoteAET"] = remote.Value,
            ["Status"] = Pending,
            ["Success"] = new JsonArray(),
        };
        return registry.PutAsync(RegistryKind.Commitment, transactionUid.Value, value.ToJsonString(), size, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<bool> TakeAsync(CommitmentReport report, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(report);
        return registry.ChangeAsync(RegistryKind.Commitment, report.TransactionUid.Value, value => WithReport(value, report), cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<bool?> FindOutcomeAsync(DicomUid transactionUid, CancellationToken cancellation) =>
        (string?)(await FindAsync(transactionUid.Value, cancellation))?["Status"] is { } status and not Pending ? status == Committed : null;

    /// <inheritdoc/>
    public async ValueTask ForgetAsync(DicomUid transactionUid) =>
        await registry.DeleteAsync(RegistryKind.Commitment, transactionUid.Value, CancellationToken.None);

    /// <summary>The transaction as it was kept; null for none.</summary>
    internal async ValueTask<JsonObject?> FindAsync(string transactionUid, CancellationToken cancellation) =>
        await registry.FindAsync(RegistryKind.Commitment, transactionUid, cancellation) is { } text ? JsonNode.Parse(text)?.AsObject() : null;

    // What stands in neither list of the report is not committed: the client may be about to delete.
    private static string? WithReport(string text, CommitmentReport report)
    {
        var value = JsonNode.Parse(text)!.AsObject();
        if ((string?)value["Status"] != Pending)
            return null;
        var failed = report.Failed.ToDictionary(static one => one.Instance, static one => one.Reason);
        var committed = report.Committed.Where(one => !failed.ContainsKey(one)).ToHashSet();
        foreach (var asked in value[Asked]!.AsArray())
        {
            var instance = new ReferencedInstance(new DicomUid((string?)asked!["SOPClassUID"] ?? ""), new DicomUid((string?)asked["SOPInstanceUID"] ?? ""));
            if (!committed.Contains(instance))
                failed.TryAdd(instance, CommitmentFailureReason.ProcessingFailure);
        }

        value["Success"] = ArrayOf(committed);
        value["Failures"] = new JsonArray([.. failed.Select(static one => FailureOf(one.Key, one.Value))]);
        value["Status"] = failed.Count == 0 ? Committed : "Failure";
        return value.ToJsonString();
    }

    private static JsonArray ArrayOf(IEnumerable<ReferencedInstance> references) => new([.. references.Select(static one => (JsonNode)ObjectOf(one))]);

    private static JsonObject ObjectOf(ReferencedInstance one) => new() { ["SOPClassUID"] = one.SopClassUid.Value, ["SOPInstanceUID"] = one.SopInstanceUid.Value };

    private static JsonNode FailureOf(ReferencedInstance instance, CommitmentFailureReason reason)
    {
        var one = ObjectOf(instance);
        one["Description"] = reason switch
        {
            CommitmentFailureReason.NoSuchObjectInstance => "The peer has no such instance",
            CommitmentFailureReason.ClassInstanceConflict => "The peer has the instance with another SOP class",
            CommitmentFailureReason.ReferencedSopClassNotSupported => "The peer does not commit to the SOP class",
            CommitmentFailureReason.DuplicateTransactionUid => "The peer knows the transaction already",
            CommitmentFailureReason.ResourceLimitation => "The peer has no room",
            _ => "The peer could not do it, or did not report it",
        };
        one["FailureReason"] = (int)reason;
        return one;
    }
}
