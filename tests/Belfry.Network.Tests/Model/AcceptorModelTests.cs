using System.Collections.Concurrent;
using System.Globalization;
using Belfry.Dicom;
using Belfry.TestKit;
using CsCheck;
using Xunit;

namespace Belfry.Network.Tests.Model;

/// <summary>
/// Random sequences of what peers may and may not do, against a model of the acceptor: each request gets exactly one final response, each fault its
/// A-ABORT, and nothing is left. BELFRY_SEQUENCES has more than the usual number tried; what fails is shrunk and printed with its seed.
/// </summary>
[Trait("Section", "PS3.8 9.2")]
public sealed class AcceptorModelTests
{
    private const int LongestIdentifier = 1024;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private static readonly long _sequences = Environment.GetEnvironmentVariable("BELFRY_SEQUENCES") is { } given ? long.Parse(given, CultureInfo.InvariantCulture) : 1500;

    private static readonly Gen<byte> _id = Gen.Byte[1, 4];

    private static readonly Gen<PeerStep> _legal = Gen.Frequency(
        (4, _id.Select(static id => (PeerStep)new PeerStep.Echo(id))),
        (4, Gen.Select(_id, Gen.Int[0, 4], Gen.Int[32, 200]).Select(static find => (PeerStep)new PeerStep.Find(find.Item1, find.Item2, find.Item3))),
        (4, _id.Select(static id => (PeerStep)new PeerStep.Hold(id))),
        (6, _id.Select(static id => (PeerStep)new PeerStep.Cancel(id))),
        (1, _id.Select(static id => (PeerStep)new PeerStep.Unknown(id))));

    private static readonly Gen<PeerStep> _ending = Gen.Frequency(
        (1, Gen.Const((PeerStep)new PeerStep.Request())),
        (1, Gen.Const((PeerStep)new PeerStep.Release())),
        (1, Gen.Const((PeerStep)new PeerStep.Abort())),
        (1, Gen.Const((PeerStep)new PeerStep.Close())),
        (3, Gen.Int[0, PeerStep.AllIllegal.Count - 1].Select(static index => (PeerStep)PeerStep.AllIllegal[index])));

    // Most begin as they should, and do not end at once.
    private static readonly Gen<PeerStep[]> _script = Gen.Select(
        Gen.Frequency((9, Gen.Const((PeerStep)new PeerStep.Request())), (1, _ending), (1, _legal)), Gen.Frequency((12, _legal), (1, _ending)).Array[0, 20]).Select(
        static (first, rest) => (PeerStep[])[first, .. rest]);

    [Fact]
    public async Task Acceptor_AnySteps_SaysWhatTheModelSays() =>
        await _script.SampleAsync(static script => RunAsync(script, 0), iter: _sequences, print: Print);

    [Fact]
    public async Task Acceptor_AnyStepsInPieces_SaysWhatTheModelSays() =>
        await Gen.Select(_script, Gen.Int[1, 40]).SampleAsync(
            static both => RunAsync(both.Item1, both.Item2), iter: _sequences / 5, print: static both => $"{Print(both.Item1)}, in pieces of {both.Item2}");

    private static string Print(PeerStep[] script) => string.Join(" → ", script.Select(static step => step.ToString()));

    private static async Task RunAsync(PeerStep[] script, int piece)
    {
        var handlers = new ConcurrentBag<Task>();
        var routes = new TestRoutes
        {
            Handle = operation =>
            {
                var answering = AnswerAsync(operation);
                handlers.Add(answering);
                return new ValueTask(answering);
            },
        };
        await using var listener = new DicomListener(new DicomListenerOptions(), new TestPolicy(), routes);
        var (ours, theirs) = InMemoryTransport.CreatePair();
        var serving = listener.ServeAsync(ours);
        await using (var peer = new ScriptedPeer(theirs))
        {
            var model = new AcceptorModel();
            foreach (var step in script.Append(new PeerStep.Release()).TakeWhile(_ => !model.IsOver))
            {
                await peer.SendInPiecesAsync(step.ToBytes(), piece);
                foreach (var word in model.Take(step))
                    Assert.Equal(word, await HearAsync(peer, word));
            }
        }

        // Not stopped: it has to end by itself, with all that it began.
        await serving.WaitAsync(_patience);
        foreach (var handler in handlers)
            await ((Task)Task.WhenAny(handler)).WaitAsync(_patience);
    }

    internal static async Task AnswerAsync(DimseOperation operation)
    {
        var key = (await operation.ReadDataSetAsync(LongestIdentifier)).GetString(Tags.PatientID) ?? "";
        var answer = new DicomDataSet { { Tags.PatientID, key } };
        if (key == PeerStep.HoldKey)
        {
            await operation.RespondAsync(CFindResponse.Pending, answer);
            await operation.FlushAsync();
            var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using (operation.Cancellation.Register(cancelled.SetResult))
                await cancelled.Task;
            operation.Cancellation.ThrowIfCancellationRequested();
        }

        for (var i = int.Parse(key, CultureInfo.InvariantCulture); i > 0; i--)
            await operation.RespondAsync(CFindResponse.Pending, answer);
        await operation.RespondAsync(CFindResponse.Success);
    }

    /// <summary>What is said next, in the words of the model.</summary>
    private static async Task<string> HearAsync(ScriptedPeer peer, string expected)
    {
        switch (expected.Split(' ')[0])
        {
            case "AC":
                await peer.ExpectAcceptAsync();
                return "AC";
            case "RP":
                await peer.ExpectReleaseResponseAsync();
                return "RP";
            case "ABORT":
                var (source, reason) = await peer.ExpectAbortAsync();
                return $"ABORT {source} {reason}";
            default:
                var (command, _) = await peer.ExpectMessageAsync();
                return $"{command.Status:X4} {command.MessageIdBeingRespondedTo}";
        }
    }
}
