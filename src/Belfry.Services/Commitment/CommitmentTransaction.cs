using System.Buffers;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>A storage commitment transaction as its job keeps it. Immutable.</summary>
/// <param name="Uid">Transaction UID (0008,1195).</param>
/// <param name="References">Referenced SOP Sequence (0008,1199).</param>
/// <param name="Connection">Who asked.</param>
/// <param name="CallId">Finds the association that it was asked by, within the same run of the server.</param>
/// <param name="IsDuplicate">Its UID is that of another transaction that is not over: it fails with 0131H.</param>
internal sealed record CommitmentTransaction(
    DicomUid Uid, IReadOnlyList<ReferencedInstance> References, DicomConnection Connection, Guid CallId, bool IsDuplicate = false)
{
    // Of a transaction that fails as a whole all have the same reason.
    private const int MaxFailuresShown = 50;

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    public static CommitmentTransaction Parse(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        var root = document.RootElement;
        var uids = root.GetProperty("references");
        var references = new List<ReferencedInstance>(uids.GetArrayLength() / 2);
        using var each = uids.EnumerateArray();
        var array = each.GetEnumerator();
        while (array.MoveNext())
        {
            var sopClass = new DicomUid(array.Current.GetString() ?? "");
            array.MoveNext();
            references.Add(new ReferencedInstance(sopClass, new DicomUid(array.Current.GetString() ?? "")));
        }

        return new CommitmentTransaction(
            new DicomUid(root.GetProperty("transactionUid").GetString() ?? ""),
            references,
            ConnectionFacts.Read(root),
            root.GetProperty("call").GetGuid(),
            root.GetProperty("duplicate").GetBoolean());
    }

    /// <summary>The arguments of its job.</summary>
    public ReadOnlyMemory<byte> ToBytes()
    {
        var output = new ArrayBufferWriter<byte>(256 + (References.Count * 96));
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("transactionUid", Uid.Value);
        ConnectionFacts.Write(json, Connection);
        json.WriteString("call", CallId);
        json.WriteBoolean("duplicate", IsDuplicate);
        json.WriteStartArray("references");
        foreach (var reference in References)
        {
            json.WriteStringValue(reference.SopClassUid.Value);
            json.WriteStringValue(reference.SopInstanceUid.Value);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    /// <summary>What is shown of its job.</summary>
    /// <param name="report">What is reported of it; null while that is not known.</param>
    public string ToContent(CommitmentReport? report = null)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("CalledAet", Connection.CalledAETitle.Value);
        if (report is not null)
            json.WriteNumber("Committed", report.Committed.Count);
        json.WriteString("Description", "Storage Commitment as SCP");
        if (report is not null)
            WriteFailures(json, report.Failed);
        json.WriteNumber("References", References.Count);
        json.WriteString("RemoteAet", Connection.CallingAETitle.Value);
        json.WriteString("RemoteIp", Connection.RemoteAddress?.ToString() ?? "");
        json.WriteString("TransactionUid", Uid.Value);
        json.WriteEndObject();
        json.Flush();
        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void WriteFailures(Utf8JsonWriter json, IReadOnlyList<FailedReference> failed)
    {
        json.WriteNumber("Failed", failed.Count);
        if (failed.Count == 0)
            return;
        json.WriteStartArray("Failures");
        foreach (var (instance, reason) in failed.Take(MaxFailuresShown))
        {
            json.WriteStartObject();
            json.WriteNumber("FailureReason", (int)reason);
            json.WriteString("SOPClassUID", instance.SopClassUid.Value);
            json.WriteString("SOPInstanceUID", instance.SopInstanceUid.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
