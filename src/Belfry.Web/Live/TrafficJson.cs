using System.Globalization;
using System.Net;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Web;

/// <summary>Associations and operations for the console: in short for lists and streams, and whole.</summary>
internal static class TrafficJson
{
    public static void Write(Utf8JsonWriter writer, in AssociationFacts facts)
    {
        writer.WriteStartObject();
        WriteSummary(writer, in facts);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, in OperationFacts facts)
    {
        writer.WriteStartObject();
        WriteSummary(writer, in facts);
        writer.WriteEndObject();
    }

    /// <summary>With all that was negotiated.</summary>
    public static void WriteWhole(Utf8JsonWriter writer, in AssociationFacts facts)
    {
        writer.WriteStartObject();
        WriteSummary(writer, in facts);
        NegotiationJson.Write(writer, in facts);
        writer.WriteEndObject();
    }

    /// <summary>With command sets, the query and answers.</summary>
    /// <param name="writer">Receives one object.</param>
    /// <param name="facts">What is known.</param>
    /// <param name="answers">The answers that are kept, and how many are not.</param>
    /// <param name="showsAll">False masks patient data.</param>
    public static void WriteWhole(
        Utf8JsonWriter writer, in OperationFacts facts, (IReadOnlyList<ReadOnlyMemory<byte>> DataSets, int LeftOut) answers, bool showsAll)
    {
        writer.WriteStartObject();
        WriteSummary(writer, in facts);
        writer.WriteNumber("contextId", facts.Context.Id);
        writer.WriteString("transferSyntax", NameOf(facts.Context.TransferSyntax.Uid));
        writer.WriteBoolean("masked", !showsAll);
        writer.WritePropertyName("request");
        DataSetJson.Write(writer, CommandSets.Of(facts.Request), showsAll);
        if (facts.Response is { } response)
        {
            writer.WritePropertyName("response");
            DataSetJson.Write(writer, CommandSets.Of(facts.Request, response, hasDataSet: response.Status.IsPending && facts.Request is CFindRequest), showsAll);
        }

        if (!facts.Identifier.IsEmpty)
        {
            writer.WritePropertyName("query");
            DataSetJson.Write(writer, facts.Identifier, facts.Context.TransferSyntax, showsAll);
        }

        writer.WriteBoolean("isQueryLeftOut", facts.IsIdentifierLeftOut);
        writer.WriteStartArray("answersKept");
        foreach (var answer in answers.DataSets)
            DataSetJson.Write(writer, answer, facts.Context.TransferSyntax, showsAll);
        writer.WriteEndArray();
        writer.WriteNumber("answersLeftOut", answers.LeftOut);
        writer.WriteEndObject();
    }

    /// <summary>The name of a UID, or itself.</summary>
    public static string NameOf(DicomUid uid) => uid.Name ?? uid.Value;

    // What this side asked for and nobody answered was not refused.
    private static string StateOf(in AssociationFacts facts)
    {
        if (facts.End is not { } end)
            return "open";
        return facts.Accept is null && (facts.Role == AssociationRole.Acceptor || end.Reason == AssociationEndReason.Rejected) ? "refused" : "ended";
    }

    // A name as it was configured, without the family of addresses that the base library writes before it.
    private static string? TextOf(EndPoint? peer) => peer is DnsEndPoint { Host: var host, Port: var port }
        ? string.Create(CultureInfo.InvariantCulture, $"{host}:{port}")
        : peer?.ToString();

    private static void WriteSummary(Utf8JsonWriter writer, in AssociationFacts facts)
    {
        writer.WriteNumber("id", facts.Id);
        writer.WriteString("direction", facts.Role == AssociationRole.Acceptor ? "in" : "out");
        writer.WriteString("calling", facts.Request?.CallingAETitle ?? "");
        writer.WriteString("called", facts.Request?.CalledAETitle ?? "");
        writer.WriteString("peer", TextOf(facts.Peer));
        WriteTls(writer, facts.Tls);
        writer.WriteString("began", facts.Began);
        writer.WriteString("state", StateOf(in facts));
        writer.WriteNumber("proposed", facts.Request?.PresentationContexts.Count ?? 0);
        writer.WriteNumber("accepted", facts.Contexts.Count);
        if (facts.End is not { } end)
            return;
        if (facts.Request is not null)
            writer.WriteNumber("ms", Math.Round(end.Elapsed.TotalMilliseconds, 2));
        writer.WriteString("reason", end.Reason.ToString());
        writer.WriteString("detail", end.Detail);
        writer.WriteNumber("operations", end.Operations);
    }

    private static void WriteSummary(Utf8JsonWriter writer, in OperationFacts facts)
    {
        writer.WriteNumber("number", facts.Number);
        writer.WriteNumber("association", facts.AssociationId);
        writer.WriteString("direction", facts.IsInvoked ? "out" : "in");
        writer.WriteString("calling", facts.From.Value);
        writer.WriteString("called", facts.To.Value);
        writer.WriteString("peer", facts.Peer?.ToString());
        WriteTls(writer, facts.Tls);
        writer.WriteString("began", facts.Began);
        writer.WriteString("service", facts.Request.CommandField.ServiceOf());
        writer.WriteString("sopClass", NameOf(facts.Request.SopClassUid));
        writer.WriteString("sopClassUid", facts.Request.SopClassUid.Value);
        writer.WriteNumber("messageId", facts.Request.MessageId);
        if (facts.Request is CMoveRequest move)
            writer.WriteString("destination", move.MoveDestination.Value);
        writer.WriteNumber("answers", facts.Pending);
        WriteResponse(writer, facts.Response);
        if (facts.Elapsed is not { } elapsed)
            return;
        writer.WriteNumber("ms", Math.Round(elapsed.TotalMilliseconds, 2));
        writer.WriteString("reason", facts.Reason.ToString());
    }

    private static void WriteTls(Utf8JsonWriter writer, TlsSession? tls)
    {
        if (tls is null)
            return;
        writer.WriteStartObject("tls");
        writer.WriteString("version", tls.Version);
        writer.WriteString("cipherSuite", tls.CipherSuite);
        if (tls.Peer is { } peer)
        {
            writer.WriteString("subject", peer.Subject);
            writer.WriteString("names", string.Join(", ", peer.Names));
            writer.WriteString("fingerprint", peer.Fingerprint);
        }

        writer.WriteEndObject();
    }

    private static void WriteResponse(Utf8JsonWriter writer, DimseResponse? response)
    {
        if (response is null)
            return;
        writer.WriteString("status", response.Status.ToString());
        writer.WriteString("statusClass", response.Status.Class.ToString());
        if (response.ErrorComment is not null)
            writer.WriteString("comment", response.ErrorComment);
        if (response.OffendingElements.Count > 0)
            writer.WriteString("offending", string.Join(", ", response.OffendingElements.Take(8).Select(static tag => $"{tag} {DataSetJson.NameOf(tag)}".TrimEnd())));
        switch (response)
        {
            case CMoveResponse move:
                WriteCounts(writer, move.RemainingSuboperations, move.CompletedSuboperations, move.FailedSuboperations, move.WarningSuboperations);
                break;
            case CGetResponse get:
                WriteCounts(writer, get.RemainingSuboperations, get.CompletedSuboperations, get.FailedSuboperations, get.WarningSuboperations);
                break;
        }
    }

    private static void WriteCounts(Utf8JsonWriter writer, params ReadOnlySpan<ushort?> counts)
    {
        ReadOnlySpan<string> names = ["remaining", "completed", "failed", "warning"];
        writer.WriteStartObject("suboperations");
        for (var i = 0; i < names.Length; i++)
        {
            if (counts[i] is { } count)
                writer.WriteNumber(names[i], count);
        }

        writer.WriteEndObject();
    }
}
