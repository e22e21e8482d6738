using System.Text.Json;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Services;

namespace Belfry.Cli.Commitment;

/// <summary>What became of a request for storage commitment, as a table or as JSON.</summary>
internal sealed class CommitResult
{
    private readonly DicomUid _transactionUid;
    private readonly IReadOnlyList<CommitItem> _items;
    private readonly CommitmentReport? _report;
    private readonly CommitProblem? _problem;

    // A reference that a report names among both is failed: nobody may delete it.
    private readonly Dictionary<ReferencedInstance, CommitmentFailureReason?> _outcomes = [];
    private readonly int _committed;
    private readonly int _failed;

    public CommitResult(DicomUid transactionUid, IReadOnlyList<CommitItem> items, CommitmentReport? report, CommitProblem? problem)
    {
        _transactionUid = transactionUid;
        _items = items;
        _report = report;
        _problem = problem;
        foreach (var reference in report?.Committed ?? [])
            _outcomes[reference] = null;
        foreach (var failed in report?.Failed ?? [])
            _outcomes[failed.Instance] = failed.Reason;
        foreach (var item in items)
        {
            if (!_outcomes.TryGetValue(item.Reference, out var failure))
                continue;
            if (failure is null)
                _committed++;
            else
                _failed++;
        }
    }

    public int ExitCode
    {
        get
        {
            if (_problem is not null)
                return _problem.ExitCode;
            if (_committed == _items.Count)
                return ExitCodes.Success;
            return _committed > 0 ? ExitCodes.Partly : ExitCodes.Refused;
        }
    }

    private int Unreported => _items.Count - _committed - _failed;

    /// <summary>A row for each instance, then a line with their numbers; without a report, why there is none.</summary>
    public void Write(TextWriter output, TextWriter errors)
    {
        if (_problem is not null)
        {
            errors.WriteLine($"belfry: {_problem.Message}");
            return;
        }

        string[] outcomes = [.. _items.Select(Describe)];
        var outcomeWidth = outcomes.Max(static text => text.Length);
        var uidWidth = _items.Max(static item => item.Reference.SopInstanceUid.Value.Length);
        for (var i = 0; i < outcomes.Length; i++)
            output.WriteLine($"{outcomes[i].PadRight(outcomeWidth)}  {_items[i].Reference.SopInstanceUid.Value.PadRight(uidWidth)}  {_items[i].File}".TrimEnd());
        output.WriteLine($"{_committed} committed{Part(_failed, "failed")}{Part(Unreported, "not reported")}");
    }

    /// <summary>The members of an object.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteString("transactionUid", _transactionUid.Value);
        if (_problem is not null)
            writer.WriteString("problem", _problem.Message);
        if (_report is { RetrieveAETitle: { IsEmpty: false } retrieve })
            writer.WriteString("retrieveAETitle", retrieve.Value);
        writer.WriteNumber("committed", _committed);
        writer.WriteNumber("failed", _failed);
        writer.WriteNumber("unreported", Unreported);
        writer.WriteStartArray("instances");
        foreach (var item in _items)
        {
            writer.WriteStartObject();
            if (item.File is not null)
                writer.WriteString("file", item.File);
            writer.WriteString("sopClassUid", item.Reference.SopClassUid.Value);
            writer.WriteString("sopInstanceUid", item.Reference.SopInstanceUid.Value);
            var isReported = _outcomes.TryGetValue(item.Reference, out var failure);
            writer.WriteString("outcome", !isReported ? "unreported" : failure is null ? "committed" : "failed");
            if (failure is { } reason)
                writer.WriteString("failureReason", $"{(ushort)reason:X4}");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string Part(int count, string what) => count > 0 ? $", {count} {what}" : "";

    private string Describe(CommitItem item)
    {
        if (!_outcomes.TryGetValue(item.Reference, out var failure))
            return "not reported";
        return failure is { } reason ? $"failed: {(ushort)reason:X4}H {NameOf(reason)}".TrimEnd() : "committed";
    }

    // As PS3.3 §C.14.1.1 names them.
    private static string NameOf(CommitmentFailureReason reason) => reason switch
    {
        CommitmentFailureReason.ProcessingFailure => "processing failure",
        CommitmentFailureReason.NoSuchObjectInstance => "no such object instance",
        CommitmentFailureReason.ClassInstanceConflict => "class/instance conflict",
        CommitmentFailureReason.ReferencedSopClassNotSupported => "referenced SOP class not supported",
        CommitmentFailureReason.DuplicateTransactionUid => "duplicate transaction UID",
        CommitmentFailureReason.ResourceLimitation => "resource limitation",
        _ => "",
    };
}
