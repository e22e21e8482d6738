using System.CommandLine;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Services;

namespace Belfry.Cli;

/// <summary><c>belfry move</c>: C-MOVE as SCU.</summary>
internal sealed class MoveCommand : RetrieveCommand
{
    private const string Description = """
        Asks an archive to send instances to somebody that it knows by an AE title (C-MOVE).

        Examples:
          belfry move ARCHIVE@pacs.example --to VIEWER -k StudyInstanceUID=1.2.3
          belfry move localhost:4242 --to VIEWER --patient-root -k PatientID=4711 --json
        """;

    private readonly Option<AETitle> _to = PeerOptions.AETitleOption("--to", "-d", "Who gets the instances (Move Destination)", null);

    public static Command Create() => new MoveCommand().Build();

    private Command Build()
    {
        var command = new Command("move", Description);
        AddOptionsTo(command);
        command.Add(_to);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var sopClass = QueryRetrieveSopClasses.Move(ModelOf(parsed));
        var association = await Peer.ConnectAsync(parsed, sopClass, cancellation).ConfigureAwait(false);
        await using (association.ConfigureAwait(false))
        {
            var code = await RunAsync(parsed, association, new CMoveRequest(sopClass, parsed.GetRequiredValue(_to)), cancellation).ConfigureAwait(false);
            await association.ReleaseAsync(cancellation).ConfigureAwait(false);
            return code;
        }
    }
}
