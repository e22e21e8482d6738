using System.CommandLine;
using System.Text.Json;
using Belfry.Cli.Output;
using Belfry.Cli.Queries;
using Belfry.Cli.Retrieves;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Cli;

/// <summary>What <c>belfry move</c> and <c>belfry get</c> have in common: keys, counters, how they end.</summary>
internal abstract class RetrieveCommand
{
    // So many instances are asked for at once when a retrieve may be resumed: what is lost when it is broken off, at most.
    private const int Portion = 100;

    private readonly Option<bool> _patientRoot = new("--patient-root", "-P") { Description = "Use the Patient Root Query/Retrieve model" };
    private readonly Option<bool> _studyRoot = new("--study-root", "-S") { Description = "Use the Study Root Query/Retrieve model (the default)" };
    private readonly Option<string> _level = new("--level") { Description = "Query/Retrieve level; by default that of the lowest key given" };
    private readonly Option<QueryKey[]> _keys = new("--key", "-k") { Description = "A key; may be repeated", HelpName = "KEY=VALUE", Required = true };
    private readonly Option<bool> _json = new("--json", "-j") { Description = "Write the result as JSON" };

    protected PeerOptions Peer { get; } = new();

    protected void AddOptionsTo(Command command)
    {
        _level.AcceptOnlyFromAmong("PATIENT", "STUDY", "SERIES", "IMAGE");
        _keys.CustomParser = QueryKey.ParseAll;
        Peer.AddTo(command);
        foreach (var option in (Option[])[_keys, _patientRoot, _studyRoot, _level, _json])
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_patientRoot) && result.GetValue(_studyRoot))
                result.AddError("--patient-root and --study-root exclude each other.");
        });
    }

    /// <summary>What a user may try when instances failed; null for nothing.</summary>
    protected virtual string? HintAtFailures => null;

    protected QueryRetrieveModel ModelOf(ParseResult parsed) =>
        parsed.GetValue(_patientRoot) ? QueryRetrieveModel.PatientRoot : QueryRetrieveModel.StudyRoot;

    protected DicomDataSet IdentifierOf(ParseResult parsed)
    {
        var identifier = new QueryIdentifier();
        foreach (var key in parsed.GetValue(_keys) ?? [])
            identifier.Add(key);
        try
        {
            var dataSet = identifier.Build();
            if (!dataSet.Contains(Tags.QueryRetrieveLevel))
                dataSet.Set(Tags.QueryRetrieveLevel, parsed.GetValue(_level) ?? LevelOf(dataSet, ModelOf(parsed)));
            return dataSet;
        }
        catch (FormatException fault)
        {
            throw new ToolException(ExitCodes.Usage, fault.Message, fault);
        }
    }

    /// <summary>Sends the request and shows its responses.</summary>
    protected async Task<int> RunAsync(ParseResult parsed, Association association, DimseRequest request, CancellationToken cancellation)
    {
        var progress = new Progress(parsed.InvocationConfiguration.Error, TimeProvider.System);
        var totals = new RetrieveTotals(progress, null);
        await PerformAsync(association, request, IdentifierOf(parsed), totals, cancellation).ConfigureAwait(false);
        progress.End();
        return Report(parsed, totals);
    }

    /// <summary>
    /// Asks which instances there are, and retrieves those that are not there yet, some at a time: what a run that is broken off has done is not
    /// done again.
    /// </summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="association">An association with contexts for the retrieve and for C-FIND of its model.</param>
    /// <param name="makeRequest">Makes a request.</param>
    /// <param name="isDone">True for an instance that is there.</param>
    /// <param name="onDone">Is told of instances that are there now.</param>
    /// <param name="cancellation">Gives up.</param>
    protected async Task<int> ResumeAsync(
        ParseResult parsed, Association association, Func<DimseRequest> makeRequest, Predicate<string> isDone, Action<IEnumerable<string>> onDone, CancellationToken cancellation)
    {
        var all = await new InstanceList(association, ModelOf(parsed)).AskAsync(IdentifierOf(parsed), cancellation).ConfigureAwait(false);
        var count = all.Sum(static series => series.Instances.Count);
        var missing = all.Select(series => (series.Series, Instances: series.Instances.FindAll(uid => !isDone(uid)))).ToList();
        var progress = new Progress(parsed.InvocationConfiguration.Error, TimeProvider.System);
        var totals = new RetrieveTotals(progress, count) { Skipped = count - missing.Sum(static series => series.Instances.Count) };
        foreach (var (series, instances) in missing)
        {
            foreach (var some in instances.Chunk(Portion))
            {
                var before = totals.Failures.Count;
                var last = await PerformAsync(association, makeRequest(), InstanceList.Identify(series, some), totals, cancellation).ConfigureAwait(false);
                if (!totals.IsCounted)
                    continue;
                if (last.Status.Class is DimseStatusClass.Success or DimseStatusClass.Warning)
                    onDone(some.Except(totals.Failures.Skip(before)));
                else if (last.Status.Class == DimseStatusClass.Cancel || totals.Completed + totals.Warning == 0)
                    break;
            }
        }

        progress.End();
        return Report(parsed, totals);
    }

    private static async Task<DimseReply> PerformAsync(
        Association association, DimseRequest request, DicomDataSet identifier, RetrieveTotals totals, CancellationToken cancellation)
    {
        DimseReply? last = null;
        await foreach (var reply in association.InvokeAsync(request, identifier, cancellation).ConfigureAwait(false))
        {
            last = reply;
            totals.Hear(reply);
        }

        if (last is null)
            throw new ToolException(ExitCodes.Network, "There was no response.");
        totals.End(last);
        return last;
    }

    private int Report(ParseResult parsed, RetrieveTotals totals)
    {
        var configuration = parsed.InvocationConfiguration;
        var status = totals.Last?.Status ?? DimseStatus.Success;
        if (parsed.GetValue(_json))
        {
            configuration.Output.WriteLine(JsonList.ToText(writer => WriteJson(writer, totals, status)));
        }
        else
        {
            var before = totals.Skipped > 0 ? $", {totals.Skipped} there before" : "";
            configuration.Output.WriteLine(totals.IsCounted
                ? $"{totals.Completed} completed, {totals.Failed} failed, {totals.Warning} with a warning{before}"
                : $"the peer took the request and does not say what it sends{before}");
            if (status != DimseStatus.Success)
            {
                var why = totals.Last?.Response.ErrorComment is { } text ? $": {text}" : "";
                configuration.Error.WriteLine($"belfry: The retrieve ended with {status}{why}");
                foreach (var uid in totals.Failures)
                    configuration.Error.WriteLine($"belfry: failed: {uid}");
                if (totals.Failed > 0 && HintAtFailures is { } hint)
                    configuration.Error.WriteLine($"belfry: {hint}");
            }
        }

        return ExitCodeOf(totals, status);
    }

    private static void WriteJson(Utf8JsonWriter writer, RetrieveTotals totals, DimseStatus status)
    {
        writer.WriteString("status", $"{status.Code:X4}");
        if (totals.Last?.Response.ErrorComment is { } comment)
            writer.WriteString("comment", comment);
        if (totals.IsCounted)
            writer.WriteNumber("completed", totals.Completed);
        else
            writer.WriteNull("completed");
        writer.WriteNumber("failed", totals.Failed);
        writer.WriteNumber("warning", totals.Warning);
        if (totals.Skipped > 0)
            writer.WriteNumber("before", totals.Skipped);
        writer.WriteStartArray("failedSopInstanceUids");
        foreach (var uid in totals.Failures)
            writer.WriteStringValue(uid);
        writer.WriteEndArray();
    }

    private static int ExitCodeOf(RetrieveTotals totals, DimseStatus status) => status.Class switch
    {
        DimseStatusClass.Success => !totals.IsCounted || totals.Completed + totals.Warning + totals.Skipped > 0 ? ExitCodes.Success : ExitCodes.NothingFound,
        DimseStatusClass.Warning => totals.Failed > 0 ? ExitCodes.Partly : ExitCodes.Success,
        DimseStatusClass.Cancel => ExitCodes.Interrupted,
        _ => totals.Completed + totals.Warning + totals.Skipped > 0 ? ExitCodes.Partly : ExitCodes.Refused,
    };

    private static string LevelOf(DicomDataSet keys, QueryRetrieveModel model)
    {
        if (keys.Contains(Tags.SOPInstanceUID))
            return "IMAGE";
        if (keys.Contains(Tags.SeriesInstanceUID))
            return "SERIES";
        return keys.Contains(Tags.StudyInstanceUID) || model != QueryRetrieveModel.PatientRoot ? "STUDY" : "PATIENT";
    }
}
