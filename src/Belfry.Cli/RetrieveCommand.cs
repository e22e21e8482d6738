using System.CommandLine;
using Belfry.Cli.Output;
using Belfry.Cli.Queries;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Cli;

/// <summary>What <c>belfry move</c> and <c>belfry get</c> have in common: keys, counters, how they end.</summary>
internal abstract class RetrieveCommand
{
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
        var configuration = parsed.InvocationConfiguration;
        var progress = new Progress(configuration.Error, TimeProvider.System);
        DimseReply? last = null;
        await foreach (var reply in association.InvokeAsync(request, IdentifierOf(parsed), cancellation).ConfigureAwait(false))
        {
            last = reply;
            var (remaining, completed, failed, warning) = CountersOf(reply.Response);
            var done = completed + failed + warning;
            progress.Show(done, remaining is { } rest ? done + rest : null, failed);
        }

        progress.End();
        if (last is null)
            throw new ToolException(ExitCodes.Network, "There was no response.");
        Report(last, parsed.GetValue(_json), configuration);
        return ExitCodeOf(last);
    }

    private static (long? Remaining, long Completed, long Failed, long Warning) CountersOf(DimseResponse response) => response switch
    {
        CMoveResponse move => (move.RemainingSuboperations, Number(move.CompletedSuboperations), Number(move.FailedSuboperations), Number(move.WarningSuboperations)),
        CGetResponse get => (get.RemainingSuboperations, Number(get.CompletedSuboperations), Number(get.FailedSuboperations), Number(get.WarningSuboperations)),
        _ => (null, 0, 0, 0),
    };

    private static long Number(ushort? counter) => counter.GetValueOrDefault();

    private static void Report(DimseReply last, bool isJson, InvocationConfiguration configuration)
    {
        var (_, completed, failed, warning) = CountersOf(last.Response);
        var failures = last.DataSet?.GetStrings(Tags.FailedSOPInstanceUIDList) ?? [];
        if (isJson)
        {
            configuration.Output.WriteLine(JsonList.ToText(writer =>
            {
                writer.WriteString("status", $"{last.Status.Code:X4}");
                if (last.Response.ErrorComment is { } comment)
                    writer.WriteString("comment", comment);
                writer.WriteNumber("completed", completed);
                writer.WriteNumber("failed", failed);
                writer.WriteNumber("warning", warning);
                writer.WriteStartArray("failedSopInstanceUids");
                foreach (var uid in failures)
                    writer.WriteStringValue(uid);
                writer.WriteEndArray();
            }));
            return;
        }

        configuration.Output.WriteLine($"{completed} completed, {failed} failed, {warning} with a warning");
        if (last.Status == DimseStatus.Success)
            return;
        var why = last.Response.ErrorComment is { } text ? $": {text}" : "";
        configuration.Error.WriteLine($"belfry: The retrieve ended with {last.Status}{why}");
        foreach (var uid in failures)
            configuration.Error.WriteLine($"belfry: failed: {uid}");
    }

    private static int ExitCodeOf(DimseReply last)
    {
        var (_, completed, failed, warning) = CountersOf(last.Response);
        return last.Status.Class switch
        {
            DimseStatusClass.Success => completed + warning > 0 ? ExitCodes.Success : ExitCodes.NothingFound,
            DimseStatusClass.Warning => failed > 0 ? ExitCodes.Partly : ExitCodes.Success,
            DimseStatusClass.Cancel => ExitCodes.Interrupted,
            _ => completed + warning > 0 ? ExitCodes.Partly : ExitCodes.Refused,
        };
    }

    private static string LevelOf(DicomDataSet keys, QueryRetrieveModel model)
    {
        if (keys.Contains(Tags.SOPInstanceUID))
            return "IMAGE";
        if (keys.Contains(Tags.SeriesInstanceUID))
            return "SERIES";
        return keys.Contains(Tags.StudyInstanceUID) || model != QueryRetrieveModel.PatientRoot ? "STUDY" : "PATIENT";
    }
}
