using System.CommandLine;
using Belfry.Cli.Commitment;
using Belfry.Cli.Instances;
using Belfry.Cli.Output;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Services;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belfry.Cli;

/// <summary><c>belfry store</c>: C-STORE as SCU.</summary>
internal sealed class StoreCommand
{
    private const string Description = """
        Sends DICOM files, and those in folders and below (C-STORE). What is no DICOM file in a folder is passed over.

        With --resume, files that an earlier run with the same journal has stored are not sent again.

        With --commit, the peer is then asked to take responsibility for those that it has (storage commitment), and its report is shown.

        Examples:
          belfry store ARCHIVE@pacs.example:104 image.dcm
          belfry store localhost:4242 study/ --resume study.journal
          belfry store localhost:4242 study/ --json > results.json
          belfry store ARCHIVE@pacs.example:104 study/ --commit --aet CT1 --listen 11112
        """;

    // So many files are looked into before they are sent, so that one association serves them all.
    private const int Batch = 512;

    private readonly PeerOptions _peer = new();
    private readonly Argument<string[]> _paths = new("FILE") { Description = "DICOM files, and folders of them", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _resume = new("--resume") { Description = "A journal of what was stored: made, added to, and passed over", HelpName = "JOURNAL" };
    private readonly Option<bool> _asTheyAre = new("--as-they-are") { Description = "Send no file in another transfer syntax than its own" };
    private readonly Option<bool> _json = new("--json", "-j") { Description = "Write the result of each file as JSON" };

    private readonly Option<bool> _commit = new("--commit") { Description = "Ask for storage commitment of what was stored, and wait for the report" };
    private readonly CommitOptions _commitOptions = new();

    public static Command Create() => new StoreCommand().Build();

    private Command Build()
    {
        var command = new Command("store", Description);
        _peer.AddTo(command);
        command.Add(_paths);
        foreach (var option in (Option[])[_resume, _asTheyAre, _json, _commit])
            command.Add(option);
        _commitOptions.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!parsed.GetValue(_commit))
            return (await StoreAsync(parsed, cancellation).ConfigureAwait(false)).End(null);

        // A port that is in use is told before anything is sent.
        var commit = await CommitRun.StartAsync(parsed, _peer, _commitOptions, cancellation).ConfigureAwait(false);
        await using (commit.ConfigureAwait(false))
        {
            var run = await StoreAsync(parsed, cancellation).ConfigureAwait(false);
            var items = run.Kept;
            return run.End(items.Count == 0 ? null : await commit.CommitAsync(items, cancellation).ConfigureAwait(false));
        }
    }

    private async Task<StoreRun> StoreAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var tls = _peer.TlsOf(parsed);
        var modality = new RemoteModality
        {
            Name = _peer.PeerOf(parsed).ToString(),
            AETitle = _peer.CalledOf(parsed),
            Host = _peer.PeerOf(parsed).Host,
            Port = _peer.PeerOf(parsed).Port,
            Timeout = _peer.TimeoutOf(parsed),
            UseTls = tls is not null,
            AllowTranscoding = !parsed.GetValue(_asTheyAre),
        };
        var connector = new ModalityConnector(
            StoreScuOptions.Default, AssociationLimits.Default, NullLoggerFactory.Instance, TimeProvider.System, tls: tls is null ? null : _ => tls);
        using var journal = new StoreJournal(Journal.Open(parsed.GetValue(_resume), $"store to {modality.AETitle}@{modality.Name}"));
        var run = new StoreRun(parsed.InvocationConfiguration, parsed.GetValue(_json));
        var scu = new StoreScu(modality, _peer.CallingOf(parsed), connector, StoreScuOptions.Default, NullLogger.Instance);
        await using (scu.ConfigureAwait(false))
        {
            foreach (var files in InstanceFiles.Find(parsed.GetRequiredValue(_paths)).Chunk(Batch))
            {
                scu.Expect(files.Where(static file => file.Instance is not null).Select(KindOf));
                foreach (var file in files)
                    await StoreAsync(scu, file, journal, run, cancellation).ConfigureAwait(false);
            }

            await scu.ReleaseAsync(cancellation).ConfigureAwait(false);
        }

        return run;
    }

    private static async Task StoreAsync(StoreScu scu, InstanceFile file, StoreJournal journal, StoreRun run, CancellationToken cancellation)
    {
        if (file.Instance is null)
        {
            run.NotSent(file);
        }
        else if (journal.Contains(file.Path))
        {
            run.PassedOver(file.Path, file.Instance);
        }
        else
        {
            var result = await scu.StoreAsync(file.Instance, cancellation: cancellation).ConfigureAwait(false);
            if (result.IsStored)
                journal.Add(file.Path);
            run.Sent(file.Path, file.Instance, result);
        }
    }

    private static InstanceKind KindOf(InstanceFile file) =>
        file.Instance is { } instance ? new InstanceKind(instance.SopClassUid, instance.TransferSyntax) : default;

    /// <summary>What became of the files, shown as it happens.</summary>
    private sealed class StoreRun
    {
        private readonly TextWriter _output;
        private readonly TextWriter _errors;
        private readonly Progress _progress;
        private readonly JsonList? _json;
        private readonly List<CommitItem> _kept = [];
        private int _stored;
        private int _refused;
        private int _unreachable;
        private int _unreadable;
        private int _passedOver;

        public StoreRun(InvocationConfiguration configuration, bool isJson)
        {
            _output = configuration.Output;
            _errors = configuration.Error;
            _progress = new Progress(configuration.Error, TimeProvider.System);
            _json = isJson ? new JsonList(configuration.Output) : null;
        }

        /// <summary>What the peer has, by this run or by one before.</summary>
        public IReadOnlyList<CommitItem> Kept => [.. _kept.DistinctBy(static item => item.Reference)];

        public void PassedOver(string path, InstanceSource instance)
        {
            _passedOver++;
            Keep(path, instance);
        }

        public void NotSent(InstanceFile file)
        {
            if (file.Problem is not { } problem)
                return;
            _unreadable++;
            Tell(file.Path, problem);
            _json?.Add(writer =>
            {
                writer.WriteString("file", file.Path);
                writer.WriteString("problem", problem);
            });
        }

        public void Sent(string path, InstanceSource instance, StoreResult result)
        {
            if (result.IsStored)
            {
                _stored++;
                Keep(path, instance);
            }
            else if (result.Fault is AssociationException and not AssociationRejectedException)
                _unreachable++;
            else if (result.Fault is IOException or DicomFormatException)
                _unreadable++;
            else
                _refused++;
            if (!result.IsStored)
                Tell(path, result.Fault is null ? $"{result.Status}{(result.Comment is { } comment ? $" {comment}" : "")}" : result.Comment ?? result.Fault.Message);
            _json?.Add(writer =>
            {
                writer.WriteString("file", path);
                writer.WriteString("sopClassUid", instance.SopClassUid.Value);
                writer.WriteString("sopInstanceUid", instance.SopInstanceUid.Value);

                // Where there was no response, there is no status.
                if (result.Fault is { } fault)
                    writer.WriteString("problem", result.Comment ?? fault.Message);
                else
                    writer.WriteString("status", $"{result.Status.Code:X4}");
                if (result.Fault is null && result.Comment is { } comment)
                    writer.WriteString("comment", comment);
            });
            _progress.Show(_stored + _refused + _unreachable, null, _refused + _unreachable);
        }

        /// <param name="commitment">What became of storage commitment; null when it was not asked for.</param>
        public int End(CommitResult? commitment)
        {
            _progress.End();
            if (_json is not null)
            {
                if (commitment is not null)
                    _json.Add(commitment.WriteTo);
                _json.End();
            }
            else
            {
                _output.WriteLine($"{_stored} stored{Part(_passedOver, "stored before")}{Part(_refused, "refused")}{Part(_unreachable, "not sent")}{Part(_unreadable, "unreadable")}");
                commitment?.Write(_output, _errors);
            }

            return ExitCode == ExitCodes.Success && commitment is not null ? commitment.ExitCode : ExitCode;
        }

        private int ExitCode
        {
            get
            {
                if (_unreachable > 0)
                    return ExitCodes.Network;
                if (_refused > 0)
                    return _stored + _passedOver > 0 ? ExitCodes.Partly : ExitCodes.Refused;
                if (_unreadable > 0)
                    return ExitCodes.BadFile;
                return _stored + _passedOver > 0 ? ExitCodes.Success : ExitCodes.NothingFound;
            }
        }

        private void Keep(string path, InstanceSource instance) =>
            _kept.Add(new CommitItem(new ReferencedInstance(instance.SopClassUid, instance.SopInstanceUid), path));

        private static string Part(int count, string what) => count > 0 ? $", {count} {what}" : "";

        private void Tell(string path, string problem)
        {
            _progress.End();
            _errors.WriteLine($"belfry: {path}: {problem}");
        }
    }
}
