using System.CommandLine;
using System.Runtime.ExceptionServices;
using Belfry.Cli.Output;
using Belfry.Cli.Queries;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Services;

namespace Belfry.Cli;

/// <summary><c>belfry find</c>: C-FIND as SCU.</summary>
internal sealed class FindCommand
{
    private const string Description = """
        Asks a worklist, or a Query/Retrieve SCP, and shows the answers (C-FIND).

        A key is KEYWORD=VALUE or TAG=VALUE; a dot leads into a sequence. Without a value the key is only returned.
        Wildcards are * and ?, ranges FROM-TO.

        Examples:
          belfry find localhost:4242
          belfry find RIS@ris.example:104 -k ScheduledProcedureStepSequence.Modality=CT -k PatientName=D*
          belfry find localhost:4242 -k "(0040,0100)[0].ScheduledProcedureStepStartDate=20300101-20301231" --json
          belfry find pacs.example --study-root -k StudyDate=20300101- -k ModalitiesInStudy=MR
        """;

    private readonly PeerOptions _peer = new();
    private readonly Option<bool> _worklist = new("--worklist", "-W") { Description = "Ask the Modality Worklist model (the default)" };
    private readonly Option<bool> _patientRoot = new("--patient-root", "-P") { Description = "Ask the Patient Root Query/Retrieve model" };
    private readonly Option<bool> _studyRoot = new("--study-root", "-S") { Description = "Ask the Study Root Query/Retrieve model" };
    private readonly Option<string> _level = new("--level") { Description = "Query/Retrieve level; PATIENT or STUDY by default, as the model is" };
    private readonly Option<QueryKey[]> _keys = new("--key", "-k") { Description = "A key; may be repeated", HelpName = "KEY[=VALUE]" };
    private readonly Option<bool> _only = new("--only") { Description = "Ask for the given keys alone, not also for those that the table shows" };
    private readonly Option<string> _identifier = new("--identifier") { Description = "A DICOM or DICOM JSON file to take the keys from; only these are asked; - is standard input", HelpName = "FILE" };
    private readonly Option<string> _charset = new("--charset") { Description = "Specific Character Set of the query, such as 'ISO_IR 100'; UTF-8 when it needs one" };
    private readonly Option<int?> _cancelAfter = new("--cancel-after") { Description = "Send C-CANCEL after so many answers", HelpName = "N" };
    private readonly Option<bool> _json = new("--json", "-j") { Description = "Write the answers as DICOM JSON instead of a table" };

    public static Command Create() => new FindCommand().Build();

    private Command Build()
    {
        _level.AcceptOnlyFromAmong("PATIENT", "STUDY", "SERIES", "IMAGE");
        _keys.CustomParser = QueryKey.ParseAll;
        var command = new Command("find", Description);
        _peer.AddTo(command);
        foreach (var option in (Option[])[_keys, _worklist, _patientRoot, _studyRoot, _level, _only, _identifier, _charset, _cancelAfter, _json])
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (((Option<bool>[])[_worklist, _patientRoot, _studyRoot]).Count(option => result.GetValue(option)) > 1)
                result.AddError("--worklist, --patient-root and --study-root exclude each other.");
        });
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var model = parsed.GetValue(_patientRoot) ? QueryModel.PatientRoot : parsed.GetValue(_studyRoot) ? QueryModel.StudyRoot : QueryModel.Worklist;
        var (identifier, columns) = await BuildIdentifierAsync(parsed, model, cancellation).ConfigureAwait(false);
        var output = parsed.InvocationConfiguration.Output;
        var table = new AnswerTable(columns);
        var list = new AnswerList(output);
        var isJson = parsed.GetValue(_json);
        var count = 0;
        Exception? failure = null;
        DimseResponse? end = null;
        var association = await _peer.ConnectAsync(parsed, model.SopClass, cancellation).ConfigureAwait(false);
        await using (association.ConfigureAwait(false))
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            try
            {
                await foreach (var match in FindScu.FindAsync(association, model.SopClass, identifier, cancel.Token, response => end = response).ConfigureAwait(false))
                {
                    count++;
                    if (isJson)
                        list.Add(match.DataSet);
                    else
                        table.Add(match.DataSet);
                    if (count == parsed.GetValue(_cancelAfter))
                        await cancel.CancelAsync().ConfigureAwait(false);
                }
            }
            catch (Exception fault) when (fault is FindFailedException or AssociationException)
            {
                failure = fault;
            }

            if (failure is not AssociationException)
                await association.ReleaseAsync(cancellation).ConfigureAwait(false);
        }

        // What arrived before a failure is shown all the same; the exit code tells that it is not all.
        if (isJson)
            list.End();
        else if (count > 0)
            table.Write(output);
        if (!isJson && (count > 0 || failure is null))
            await output.WriteLineAsync($"{count} {(count == 1 ? "answer" : "answers")}{(failure is null ? "" : " before the failure")}").ConfigureAwait(false);
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
        if (end is not { Status.Class: DimseStatusClass.Cancel } || cancellation.IsCancellationRequested || count >= parsed.GetValue(_cancelAfter))
            return count > 0 ? ExitCodes.Success : ExitCodes.NothingFound;
        var why = end.ErrorComment is { } comment ? $" ({comment})" : "";
        await parsed.InvocationConfiguration.Error.WriteLineAsync(
            $"belfry: The peer ended the query with {end.Status}{why}: these are not all answers that there are.").ConfigureAwait(false);
        return ExitCodes.Partly;
    }

    private async Task<(DicomDataSet Identifier, IReadOnlyList<QueryKey> Columns)> BuildIdentifierAsync(
        ParseResult parsed, QueryModel model, CancellationToken cancellation)
    {
        if (parsed.GetValue(_identifier) is { } path)
        {
            var file = await ToolInvocation.OpenAsync(parsed, path, cancellation).ConfigureAwait(false);
            return (file.ReadDataSet(), model.ReturnKeys.Select(QueryKey.Parse).ToList());
        }

        var identifier = new QueryIdentifier();
        var given = parsed.GetValue(_keys) ?? [];
        var columns = new List<QueryKey>();
        if (!parsed.GetValue(_only) || given.Length == 0)
            columns.AddRange(model.ReturnKeys.Select(QueryKey.Parse));
        foreach (var key in given.Where(key => !columns.Any(column => column.Path.SequenceEqual(key.Path))))
            columns.Add(key);
        foreach (var key in columns.Concat(given))
            identifier.Add(key);
        var dataSet = BuildOrExplain(identifier);
        if (model.HasLevels && !identifier.Contains(Tags.QueryRetrieveLevel))
            dataSet.Set(Tags.QueryRetrieveLevel, parsed.GetValue(_level) ?? (model == QueryModel.PatientRoot ? "PATIENT" : "STUDY"));
        if (parsed.GetValue(_charset) is { Length: > 0 } charset)
            dataSet.Set(Tags.SpecificCharacterSet, charset);
        return (dataSet, columns);
    }

    private static DicomDataSet BuildOrExplain(QueryIdentifier identifier)
    {
        try
        {
            return identifier.Build();
        }
        catch (FormatException fault)
        {
            throw new ToolException(ExitCodes.Usage, fault.Message, fault);
        }
    }
}
