using System.CommandLine;
using Belfry.Cli.Instances;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Services;

namespace Belfry.Cli;

/// <summary><c>belfry get</c>: C-GET as SCU.</summary>
internal sealed class GetCommand : RetrieveCommand
{
    private const string Description = """
        Gets instances from an archive and writes each into a file (C-GET). Files that are there already are kept and not written again.

        With --resume, the archive is asked for the list of instances, and those whose files are there are not sent again.

        Instances come as they are stored. An association has 128 contexts: SOP classes of --sop-class and the most frequent ones are asked for in all
        usual transfer syntaxes, or in those of --transfer-syntax; the other ones of the standard uncompressed.

        Examples:
          belfry get ARCHIVE@pacs.example -k StudyInstanceUID=1.2.3 --output study
          belfry get localhost:4242 -k StudyInstanceUID=1.2.3 -k SeriesInstanceUID=1.2.3.4 --transfer-syntax JPEG2000Lossless
        """;

    private readonly Option<string> _output = new("--output", "-o") { Description = "The folder for the files, made if need be", HelpName = "FOLDER", DefaultValueFactory = _ => "." };
    private readonly Option<bool> _resume = new("--resume") { Description = "Ask for the instances first, and get those that have no file yet" };
    private readonly Option<DicomUid[]> _sopClasses = UidOption("--sop-class", "A SOP class to take; may be repeated");
    private readonly Option<DicomUid[]> _transferSyntaxes = UidOption("--transfer-syntax", "A transfer syntax to ask for instead of the usual compressed ones; may be repeated");

    protected override string? HintAtFailures =>
        "An archive sends only SOP classes and transfer syntaxes that it was asked for: --sop-class and --transfer-syntax ask for others.";

    public static Command Create() => new GetCommand().Build();

    private Command Build()
    {
        var command = new Command("get", Description);
        AddOptionsTo(command);
        foreach (var option in (Option[])[_output, _resume, _sopClasses, _transferSyntaxes])
            command.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var sopClass = QueryRetrieveSopClasses.Get(ModelOf(parsed));
        var folder = Directory.CreateDirectory(parsed.GetRequiredValue(_output));
        var isResumed = parsed.GetValue(_resume);
        DicomUid[] needed = isResumed ? [sopClass, QueryRetrieveSopClasses.Find(ModelOf(parsed))] : [sopClass];
        var contexts = GetContexts.Plan(needed, parsed.GetValue(_sopClasses) ?? [], parsed.GetValue(_transferSyntaxes) ?? []);
        var request = new AssociationRequest
        {
            CallingAETitle = Peer.CallingOf(parsed),
            CalledAETitle = Peer.CalledOf(parsed),
            PresentationContexts = contexts,
            RoleSelections = GetContexts.Roles(contexts, needed),
            Routes = new InstanceReceiver(folder.FullName),
        };
        var association = await Peer.ConnectAsync(parsed, request, needed[^1], cancellation).ConfigureAwait(false);
        await using (association.ConfigureAwait(false))
        {
            var code = isResumed
                ? await ResumeAsync(
                    parsed, association, () => new CGetRequest(sopClass), uid => InstanceReceiver.IsThere(folder.FullName, uid), static _ => { }, cancellation)
                    .ConfigureAwait(false)
                : await RunAsync(parsed, association, new CGetRequest(sopClass), cancellation).ConfigureAwait(false);
            await association.ReleaseAsync(cancellation).ConfigureAwait(false);
            return code;
        }
    }

    private static Option<DicomUid[]> UidOption(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "UID",
        CustomParser = result =>
        {
            var uids = new List<DicomUid>();
            foreach (var token in result.Tokens)
            {
                if (DicomUid.TryParse(token.Value, out var uid))
                    uids.Add(uid);
                else if (UidDictionary.FindKeyword(token.Value) is { } entry)
                    uids.Add(entry.Uid);
                else
                    result.AddError($"'{token.Value}' is neither a UID nor a keyword of the dictionary.");
            }

            return [.. uids];
        },
    };
}
