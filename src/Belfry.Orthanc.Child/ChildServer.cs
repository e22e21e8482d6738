using Belfry.Dicom;
using Belfry.Orthanc.Isolation.Messages;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Child;

/// <summary>Does what the server asks for, with the host of native plugins that the server itself has, and one plugin.</summary>
internal sealed class ChildServer(ServerLine line)
{
    private readonly Sessions _sessions = new();
    private readonly MoveService _moves = new();
    private readonly CommitmentService _commitments = new(line);
    private OrthancPlugins? _plugins;

    /// <summary>Serves until the server says that it is enough.</summary>
    public void Run()
    {
        while (true)
        {
            var (call, kind, body) = line.Receive();
            _ = ServeAsync(call, kind, body);
        }
    }

    private async Task ServeAsync(uint call, MessageKind kind, ReadOnlyMemory<byte> body)
    {
        try
        {
            await ServeKindAsync(call, kind, body);
        }
        catch (Exception failure)
        {
            var message = new MessageWriter();
            message.WriteFailure(failure);
            line.Post(call, MessageKind.Failed, message.Written);
        }
    }

    private async Task ServeKindAsync(uint call, MessageKind kind, ReadOnlyMemory<byte> body)
    {
        switch (kind)
        {
            case MessageKind.Start:
                await StartAsync(call, StartMessage.Read(body, new RandomUidGenerator()));
                break;
            case MessageKind.Worklist:
                await AnswerWorklistAsync(call, body);
                break;
            case MessageKind.Find:
                await AnswerFindAsync(call, body);
                break;
            case MessageKind.Stop:
                await (_plugins?.StopAsync() ?? Task.CompletedTask);
                line.Post(call, MessageKind.Done, []);
                ServerTie.Leave();
                break;
            case MessageKind.MoveBegin or MessageKind.MoveStep or MessageKind.MoveEnd:
                await _sessions.RunAsync(SessionOf(body), () => MoveAsync(call, kind, body));
                break;
            case MessageKind.CommitmentBegin or MessageKind.CommitmentLook or MessageKind.CommitmentEnd:
                await _sessions.RunAsync(SessionOf(body), () => CommitAsync(call, kind, body));
                break;
            default:
                throw new InvalidOperationException($"The server asks for {kind}, which nobody can do.");
        }
    }

    private static int SessionOf(ReadOnlyMemory<byte> body) => new MessageReader(body).ReadInt32();

    private async Task StartAsync(uint call, StartMessage start)
    {
        var message = new MessageWriter();
        if (!PluginLibrary.TryLoad(start.Library, out var library, out var problem))
        {
            Refuse(call, false, problem);
            return;
        }

        try
        {
            if (start.OnlyName)
            {
                AskName(start, library).WriteTo(message);
            }
            else
            {
                using var log = new ForwardedLog(line, (LogLevel)start.LogLevel);
                PluginHost? host = null;
                var options = start.Options with { Program = start.Program, InOwnProcess = true };
                _plugins = await OrthancPlugins.LoadAsync(options, log, made => Prepare(host = made, start), CancellationToken.None);
                FactsOf(_plugins, host).WriteTo(message);
            }

            line.Post(call, MessageKind.Ready, message.Written);
        }
        catch (Exception failure)
        {
            Refuse(call, true, failure is OrthancPluginException ? failure.Message : failure.ToString());
        }
    }

    private void Prepare(PluginHost host, StartMessage start)
    {
        host.Hold(start.Taken);
        host.Freeing = _moves.OnFreeing;
    }

    private static PluginFacts AskName(StartMessage start, PluginLibrary library)
    {
        var guard = Guard.NativeGuard.Load(start.Options.GuardLibrary, out _);
        return new PluginFacts(guard.Text(library.GetName) ?? "", guard.Text(library.GetVersion) ?? "", "", null, [], [], TakenSlots.None);
    }

    private static PluginFacts FactsOf(OrthancPlugins plugins, PluginHost? host)
    {
        var plugin = plugins.Plugins[0];
        var slots = (host?.Worklist.InForce is null ? 0 : TakenSlots.Worklist) | (host?.Find.InForce is null ? 0 : TakenSlots.Find)
            | (host?.Move.InForce is null ? 0 : TakenSlots.Move);
        return new PluginFacts(plugin.Name, plugin.Version, plugin.Description, plugin.RootUri, plugin.Callbacks, plugin.Unserved, slots);
    }

    private void Refuse(uint call, bool isPlugin, string problem)
    {
        var message = new MessageWriter();
        message.Write(isPlugin);
        message.Write(problem);
        line.Post(call, MessageKind.Refused, message.Written);
    }

    private async Task AnswerWorklistAsync(uint call, ReadOnlyMemory<byte> body)
    {
        var request = ReadWorklist(body);
        var handler = _plugins?.WorklistHandler ?? throw Missing("worklist");
        await AnswerAsync(call, handler.FindAsync(request, CancellationToken.None), () => request.IsIncomplete);
    }

    private async Task AnswerFindAsync(uint call, ReadOnlyMemory<byte> body)
    {
        var request = ReadFind(body);
        var handler = _plugins?.FindHandler ?? throw Missing("find");
        await AnswerAsync(call, handler.FindAsync(request, CancellationToken.None), () => request.IsIncomplete);
    }

    private async Task AnswerAsync(uint call, IAsyncEnumerable<DicomDataSet> answers, Func<bool> isIncomplete)
    {
        const int enough = 24 * 1024;
        var message = new MessageWriter();
        await foreach (var answer in answers)
        {
            message.Write(answer);
            if (message.Length < enough)
                continue;
            line.Post(call, MessageKind.Answers, message.Written);
            message.Clear();
        }

        if (message.Length > 0)
            line.Post(call, MessageKind.Answers, message.Written, isFollowed: true);
        message.Clear();
        message.Write(isIncomplete());
        line.Post(call, MessageKind.End, message.Written);
    }

    private async Task MoveAsync(uint call, MessageKind kind, ReadOnlyMemory<byte> body)
    {
        var message = new MessageWriter();
        var session = SessionOf(body);
        switch (kind)
        {
            case MessageKind.MoveBegin:
                await _moves.BeginAsync(session, _plugins?.RetrieveHandler ?? throw Missing("move"), body[sizeof(int)..], message);
                line.Post(call, MessageKind.MoveBegun, message.Written);
                break;
            case MessageKind.MoveStep:
                message.Write((await _moves.StepAsync(session)).Code);
                line.Post(call, MessageKind.MoveStepped, message.Written);
                break;
            default:
                await _moves.EndAsync(session);
                line.Post(call, MessageKind.Done, []);
                break;
        }
    }

    private async Task CommitAsync(uint call, MessageKind kind, ReadOnlyMemory<byte> body)
    {
        var session = SessionOf(body);
        switch (kind)
        {
            case MessageKind.CommitmentBegin:
                var message = new MessageWriter();
                message.Write(await _commitments.BeginAsync(session, _plugins?.CommitmentHandler ?? throw Missing("storage commitment"), body[sizeof(int)..]));
                line.Post(call, MessageKind.Taken, message.Written);
                break;
            case MessageKind.CommitmentLook:
                await _commitments.LookAsync(call, session, body[sizeof(int)..]);
                line.Post(call, MessageKind.Done, []);
                break;
            default:
                await _commitments.EndAsync(session);
                line.Post(call, MessageKind.Done, []);
                break;
        }
    }

    private static WorklistRequest ReadWorklist(ReadOnlyMemory<byte> body)
    {
        var message = new MessageReader(body);
        return message.ReadWorklistRequest();
    }

    private static FindRequest ReadFind(ReadOnlyMemory<byte> body)
    {
        var message = new MessageReader(body);
        return message.ReadFindRequest();
    }

    private static DimseStatusException Missing(string family) => new(new DimseStatus(0xC000), $"The plugin has no {family} callback any more");
}
