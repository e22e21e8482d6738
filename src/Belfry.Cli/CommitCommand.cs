using System.CommandLine;
using Belfry.Cli.Commitment;
using Belfry.Cli.Instances;
using Belfry.Cli.Output;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Cli;

/// <summary><c>belfry commit</c>: Storage Commitment Push Model as SCU.</summary>
internal sealed class CommitCommand
{
    private const string Description = """
        Asks an archive to take responsibility for instances, and waits for its report (N-ACTION, N-EVENT-REPORT). Nothing is sent but their UIDs.

        The report may come on the association of the request. An archive that makes an association of its own for it must know this side by its
        AE title (--aet), its host, and the port of --listen.

        Examples:
          belfry commit ARCHIVE@pacs.example:104 study/
          belfry commit ARCHIVE@pacs.example:104 --study 1.2.3 --aet CT1 --listen 11112 --wait 600
          belfry store localhost:4242 study/ --json > sent.json; belfry commit localhost:4242 --instances sent.json
        """;

    private readonly PeerOptions _peer = new();
    private readonly CommitOptions _options = new();
    private readonly Argument<string[]> _paths = new("FILE") { Description = "DICOM files, and folders of them", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _studies = new("--study") { Description = "A study, whose instances the peer is asked for; may be repeated", HelpName = "UID" };
    private readonly Option<string> _instances = new("--instances") { Description = "A list of instances, as store --json or find --json writes it; - is standard input", HelpName = "FILE.json" };
    private readonly Option<bool> _json = new("--json", "-j") { Description = "Write the result as JSON" };

    public static Command Create() => new CommitCommand().Build();

    private Command Build()
    {
        var command = new Command("commit", Description);
        _peer.AddTo(command);
        command.Add(_paths);
        foreach (var option in (Option[])[_studies, _instances])
            command.Add(option);
        _options.AddTo(command);
        command.Add(_json);
        _studies.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(static token => !DicomUid.TryParse(token.Value, out _)))
                result.AddError($"'{token.Value}' is not a UID.");
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(_paths) is null or [] && result.GetValue(_studies) is null or [] && result.GetValue(_instances) is null)
                result.AddError("Name files, a --study, or a list of --instances.");
        });
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var run = await CommitRun.StartAsync(parsed, _peer, _options, cancellation).ConfigureAwait(false);
        await using (run.ConfigureAwait(false))
        {
            var (items, unreadable) = await GatherAsync(parsed, cancellation).ConfigureAwait(false);
            var configuration = parsed.InvocationConfiguration;
            if (items.Count == 0)
            {
                await configuration.Error.WriteLineAsync("belfry: There are no instances to ask for.").ConfigureAwait(false);
                return unreadable > 0 ? ExitCodes.BadFile : ExitCodes.NothingFound;
            }

            var result = await run.CommitAsync(items, cancellation).ConfigureAwait(false);
            if (parsed.GetValue(_json))
                await configuration.Output.WriteLineAsync(JsonList.ToText(result.WriteTo)).ConfigureAwait(false);
            else
                result.Write(configuration.Output, configuration.Error);
            return result.ExitCode == ExitCodes.Success && unreadable > 0 ? ExitCodes.BadFile : result.ExitCode;
        }
    }

    private async Task<(IReadOnlyList<CommitItem> Items, int Unreadable)> GatherAsync(ParseResult parsed, CancellationToken cancellation)
    {
        List<CommitItem> items = [];
        var unreadable = 0;
        foreach (var file in InstanceFiles.Find(parsed.GetValue(_paths) ?? []))
        {
            if (file.Instance is { } instance)
            {
                items.Add(new CommitItem(new ReferencedInstance(instance.SopClassUid, instance.SopInstanceUid), file.Path));
            }
            else if (file.Problem is { } problem)
            {
                unreadable++;
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"belfry: {file.Path}: {problem}").ConfigureAwait(false);
            }
        }

        if (parsed.GetValue(_instances) is { } path)
        {
            var list = await ToolInvocation.OpenAsync(parsed, path, cancellation).ConfigureAwait(false);
            items.AddRange(InstanceList.Parse(list.ReadBytes(), path));
        }

        if (parsed.GetValue(_studies) is { Length: > 0 } studies)
            items.AddRange(await StudyInstances.FindAsync(parsed, _peer, studies.Select(static uid => new DicomUid(uid)), cancellation).ConfigureAwait(false));

        // The same instance may be found twice; the first finding counts.
        return ([.. items.DistinctBy(static item => item.Reference)], unreadable);
    }
}
