using System.Globalization;
using System.Threading.Channels;
using Belfry.Dicom;
using Belfry.TestKit;
using CsCheck;
using Xunit;

namespace Belfry.Network.Tests.Model;

/// <summary>
/// Random sequences of what a user of a requestor does and of what its peer may and may not send, against a model: each operation ends once, each fault has its
/// A-ABORT and its reason, and nothing is left. BELFRY_SEQUENCES has more than the usual number tried; what fails is shrunk and printed with its seed.
/// </summary>
[Trait("Section", "PS3.8 9.2")]
public sealed class RequestorModelTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private static readonly long _sequences = Environment.GetEnvironmentVariable("BELFRY_SEQUENCES") is { } given ? long.Parse(given, CultureInfo.InvariantCulture) : 1500;

    private static readonly AssociationRequest _request =
        AssociationRequest.Create(AETitle.Parse("ME"), AETitle.Parse("BELFRY"), [Uids.Verification, Uids.ModalityWorklistInformationModelFind], Uids.ImplicitVRLittleEndian) with
        {
            AsynchronousOperationsWindow = new AsynchronousOperationsWindow(3, 1),
        };

    private static readonly IReadOnlyList<PeerStep.Illegal> _illegal = [.. PeerStep.AllIllegal.Where(static step => step.Sent[0] is 4 or 0x42)];

    private static readonly Gen<RequestorStep> _accept = Gen.UShort[1, 3].Select(static window => (RequestorStep)new RequestorStep.Accept(window));

    private static readonly Gen<RequestorStep> _going = Gen.Frequency(
        (8, Gen.Bool.Select(static isFind => (RequestorStep)new RequestorStep.Ask(isFind))),
        (3, Gen.Int[0, 5].Select(static which => (RequestorStep)new RequestorStep.GiveUp(which))),
        (8, Gen.Select(Gen.Int[0, 2], Gen.Bool).Select(static reply => (RequestorStep)new RequestorStep.Reply(reply.Item1, reply.Item2))),
        (1, Gen.Byte[1, 4].Select(static id => (RequestorStep)new RequestorStep.Report(id))));

    private static readonly Gen<RequestorStep> _ending = Gen.Frequency(
        (4, Gen.Const((RequestorStep)new RequestorStep.Release())),
        (1, Gen.Const((RequestorStep)new RequestorStep.Abort())),
        (2, Gen.Const((RequestorStep)RequestorStep.AskRelease)),
        (2, Gen.Const((RequestorStep)RequestorStep.ConfirmRelease)),
        (1, Gen.Const((RequestorStep)RequestorStep.PeerAbort)),
        (1, Gen.Const((RequestorStep)RequestorStep.Refuse)),
        (1, Gen.Const((RequestorStep)RequestorStep.Request)),
        (1, Gen.Const((RequestorStep)new RequestorStep.Close())),
        (1, Gen.Const((RequestorStep)new RequestorStep.AcceptWrongly())),
        (1, _accept),
        (1, Gen.Int[0, 2].Select(static which => (RequestorStep)new RequestorStep.ReplyOfAnotherKind(which))),
        (1, Gen.Int[0, 2].Select(static which => (RequestorStep)new RequestorStep.LongReply(which))),
        (3, Gen.Int[0, _illegal.Count - 1].Select(static index => (RequestorStep)new RequestorStep.SendIllegal(_illegal[index]))));

    private static readonly Gen<RequestorStep[]> _script = Gen.Select(
        Gen.Frequency((12, _accept), (1, _ending), (1, _going)), Gen.Frequency((10, _going), (1, _ending)).Array[0, 24], _ending.Array[0, 3]).Select(
        static (first, middle, last) => (RequestorStep[])[first, .. middle, .. last]);

    [Fact]
    public async Task Requestor_AnySteps_DoesWhatTheModelDoes() =>
        await _script.SampleAsync(static script => RunAsync(script, 0), iter: _sequences, print: Print);

    [Fact]
    public async Task Requestor_AnyStepsInPieces_DoesWhatTheModelDoes() =>
        await Gen.Select(_script, Gen.Int[1, 40]).SampleAsync(
            static both => RunAsync(both.Item1, both.Item2), iter: _sequences / 5, print: static both => $"{Print(both.Item1)}, in pieces of {both.Item2}");

    private static string Print(RequestorStep[] script) => string.Join(" → ", script.Select(static step => step.ToString()));

    private static async Task RunAsync(RequestorStep[] script, int piece)
    {
        var (ours, theirs) = InMemoryTransport.CreatePair();
        var routes = new TestRoutes { Handle = static operation => operation.RespondAsync(operation.Request.CreateResponse(DimseStatus.Success)) };
        var limits = AssociationLimits.Default with { MaxReplyDataSetLength = RequestorStep.LongReply.Most };
        var requesting = new AssociationRequestor(limits).RequestAsync(ours, _request with { Routes = routes }).AsTask();
        var model = new RequestorModel();
        var user = new RequestorUser(requesting);
        await using (var peer = new ScriptedPeer(theirs))
        {
            await peer.ExpectRequestAsync();
            foreach (var step in script.Append(new RequestorStep.Close()).Where(step => model.Allows(step)))
            {
                if (step is RequestorStep.Peer sent)
                    await peer.SendInPiecesAsync(sent.ToBytes(model.TargetOf(step)), piece);
                else
                    user.Do((RequestorStep.Use)step, model);
                foreach (var word in model.Take(step))
                    Assert.Equal(word, await (word.Contains(':', StringComparison.Ordinal) ? user.HearAsync(word) : HearAsync(peer, word)).WaitAsync(_patience));
            }
        }

        await user.EndAsync(model.End).WaitAsync(_patience);
    }

    private static async Task<string> HearAsync(ScriptedPeer peer, string expected)
    {
        switch (expected.Split(' ')[0])
        {
            case "RELEASE":
                await peer.ExpectReleaseRequestAsync();
                return "RELEASE";
            case "RP":
                await peer.ExpectReleaseResponseAsync();
                return "RP";
            case "ABORT":
                var (source, reason) = await peer.ExpectAbortAsync();
                return $"ABORT {source} {reason}";
            default:
                var (command, _) = await peer.ExpectMessageAsync();
                return command.CommandField switch
                {
                    (ushort)CommandField.CCancelRequest => $"CANCEL {command.MessageIdBeingRespondedTo}",
                    (ushort)CommandField.NEventReportRequest | 0x8000 => $"EVENT {command.MessageIdBeingRespondedTo}",
                    _ => $"REQUEST {command.MessageId}",
                };
        }
    }

    /// <summary>The user of the association: what it has asked, and what it has learned.</summary>
    private sealed class RequestorUser(Task<Association> requesting)
    {
        private readonly List<Channel<string>> _heard = [];
        private readonly List<CancellationTokenSource> _stops = [];
        private readonly List<Task> _tasks = [];

        public void Do(RequestorStep.Use step, RequestorModel model)
        {
            switch (step)
            {
                case RequestorStep.Ask ask:
                    var (heard, stop) = (Channel.CreateUnbounded<string>(), new CancellationTokenSource());
                    _heard.Add(heard);
                    _stops.Add(stop);
                    _tasks.Add(AskAsync(ask.IsFind, heard.Writer, stop.Token));
                    break;
                case RequestorStep.GiveUp giveUp:
                    _stops[model.Chosen(giveUp).Number].Cancel();
                    break;
                case RequestorStep.Release:
                    _tasks.Add(ReleaseAsync());
                    break;
                default:
                    _tasks.Add(AbortAsync());
                    break;
            }
        }

        public async Task<string> HearAsync(string expected)
        {
            var source = expected.Split(": ")[0];
            return source == "asked" ? $"asked: {await OutcomeAsync()}" : $"{source}: {await _heard[int.Parse(source.AsSpan(3), CultureInfo.InvariantCulture)].Reader.ReadAsync()}";
        }

        /// <summary>Everything is over, and nobody was told anything else.</summary>
        public async Task EndAsync(AssociationEndReason reason)
        {
            await Task.WhenAll(_tasks);
            Assert.All(_heard, static heard => Assert.False(heard.Reader.TryRead(out _)));
            if (requesting.IsCompletedSuccessfully)
                Assert.Equal(reason, await (await requesting).Completion);
        }

        private async Task<string> OutcomeAsync()
        {
            try
            {
                await requesting;
                return "accepted";
            }
            catch (AssociationException fault)
            {
                return $"{fault.Reason}";
            }
        }

        private async Task AskAsync(bool isFind, ChannelWriter<string> heard, CancellationToken stop)
        {
            try
            {
                DimseRequest request = isFind ? new CFindRequest(Uids.ModalityWorklistInformationModelFind) : new CEchoRequest(Uids.Verification);
                await foreach (var reply in (await requesting).InvokeAsync(request, isFind ? RawDataSet.Counting(16) : null, stop))
                    heard.TryWrite($"{reply.Status.Code:X4}");
            }
            catch (AssociationException fault)
            {
                heard.TryWrite($"{fault.Reason}");
            }
            catch (OperationCanceledException)
            {
                heard.TryWrite("given up");
            }
        }

        private async Task AbortAsync() => (await requesting).Abort();

        private async Task ReleaseAsync() => await (await requesting).ReleaseAsync();
    }
}
