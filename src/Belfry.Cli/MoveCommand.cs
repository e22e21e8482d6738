using System.CommandLine;
using Belfry.Cli.Instances;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Services;

namespace Belfry.Cli;

/// <summary><c>belfry move</c>: C-MOVE as SCU.</summary>
internal sealed class MoveCommand : RetrieveCommand
{
    private const string Description = """
        Asks an archive to send instances to somebody that it knows by an AE title (C-MOVE).

        With --resume, the archive is asked for the list of instances, and those that an earlier run with the same journal has moved are left out.

        Examples:
          belfry move ARCHIVE@pacs.example --to VIEWER -k StudyInstanceUID=1.2.3
          belfry move localhost:4242 --to VIEWER --patient-root -k PatientID=4711 --json
          belfry move localhost:4242 --to VIEWER -k StudyInstanceUID=1.2.3 --resume study.journal
        """;

    private readonly Option<AETitle> _to = PeerOptions.AETitleOption("--to", "-d", "Who gets the instances (Move Destination)", null);
    private readonly Option<string> _resume = new("--resume") { Description = "A journal of what was moved: made, added to, and passed over", HelpName = "JOURNAL" };

    public static Command Create() => new MoveCommand().Build();

    private Command Build()
    {
        var command = new Command("move", Description);
        AddOptionsTo(command);
        command.Add(_to);
        command.Add(_resume);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var sopClass = QueryRetrieveSopClasses.Move(ModelOf(parsed));
        var resume = parsed.GetValue(_resume);
        DicomUid[] needed = resume is null ? [sopClass] : [sopClass, QueryRetrieveSopClasses.Find(ModelOf(parsed))];
        var request = AssociationRequest.Create(Peer.CallingOf(parsed), Peer.CalledOf(parsed), needed);
        var association = await Peer.ConnectAsync(parsed, request, needed[^1], cancellation).ConfigureAwait(false);
        await using (association.ConfigureAwait(false))
        {
            var code = resume is null
                ? await RunAsync(parsed, association, MakeRequest(), cancellation).ConfigureAwait(false)
                : await ResumeAsync(resume).ConfigureAwait(false);
            await association.ReleaseAsync(cancellation).ConfigureAwait(false);
            return code;
        }

        CMoveRequest MakeRequest() => new(sopClass, parsed.GetRequiredValue(_to));

        async Task<int> ResumeAsync(string path)
        {
            using var journal = Journal.Open(path, $"move from {Peer.CalledOf(parsed)}@{Peer.PeerOf(parsed)} to {parsed.GetRequiredValue(_to)}");
            return await this.ResumeAsync(
                parsed, association, MakeRequest, journal.Contains, uids => uids.ToList().ForEach(journal.Add), cancellation).ConfigureAwait(false);
        }
    }
}
