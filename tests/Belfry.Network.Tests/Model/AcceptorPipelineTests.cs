using System.Buffers.Binary;
using System.Globalization;
using Belfry.Dicom;
using Belfry.TestKit;
using CsCheck;
using Xunit;

namespace Belfry.Network.Tests.Model;

/// <summary>
/// Many messages in flight with a window of operations, their PDUs joined and split at random: each request gets its answers in their order and one final
/// response, whatever runs beside it. BELFRY_SEQUENCES has more than the usual number tried.
/// </summary>
[Trait("Section", "PS3.7 D.3.3.3")]
public sealed class AcceptorPipelineTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private static readonly long _sequences = Environment.GetEnvironmentVariable("BELFRY_SEQUENCES") is { } given ? long.Parse(given, CultureInfo.InvariantCulture) : 400;

    // In a burst each Message ID is used once; the position of a kind is its Message ID.
    private static readonly Gen<Kind[]> _burst = Gen.Frequency(
        (4, Gen.Const(Kind.Echo)), (4, Gen.Const(Kind.Find)), (2, Gen.Const(Kind.CancelledFind)), (2, Gen.Const(Kind.CancelledHold)), (1, Gen.Const(Kind.Unknown))).Array[1, 8];

    private static readonly Gen<(int Window, Kind[][] Bursts, int Seed)> _script = Gen.Select(Gen.Int[1, 4], _burst.Array[1, 4], Gen.Int[0, 1_000_000]);

    private enum Kind
    {
        Echo,
        Find,
        CancelledFind,
        CancelledHold,
        Unknown,
    }

    [Fact]
    public async Task Acceptor_BurstsWithinTheWindow_AnswersEachOnceAndInOrder() =>
        await _script.SampleAsync(
            static script => RunAsync(script.Window, script.Bursts, new Random(script.Seed)),
            iter: _sequences,
            print: static script => $"window {script.Window}, seed {script.Seed}: {string.Join(" | ", script.Bursts.Select(static burst => string.Join(' ', burst)))}");

    private static async Task RunAsync(int window, Kind[][] bursts, Random random)
    {
        var policy = new TestPolicy
        {
            Adjust = (_, decision) => decision with { AsynchronousOperationsWindow = new AsynchronousOperationsWindow((ushort)window, 1) },
        };
        await using var listener = new DicomListener(new DicomListenerOptions(), policy, new TestRoutes { Handle = static operation => new ValueTask(AcceptorModelTests.AnswerAsync(operation)) });
        var (ours, theirs) = InMemoryTransport.CreatePair();
        var serving = listener.ServeAsync(ours);
        await using (var peer = new ScriptedPeer(theirs))
        {
            peer.Request = peer.Request with { UserInformation = peer.Request.UserInformation with { AsynchronousOperationsWindow = new AsynchronousOperationsWindow((ushort)window, 1) } };
            peer.Request = peer.Request with { PresentationContexts = [peer.Request.PresentationContexts[0], new ProposedPresentationContext(3, Uids.ModalityWorklistInformationModelFind, [Uids.ImplicitVRLittleEndian])] };
            await peer.AssociateAsync();

            // As many run, and as many wait (docs/decisions/0021).
            foreach (var burst in bursts.Select(burst => burst[..Math.Min(burst.Length, 2 * window)]))
                await ExchangeAsync(peer, burst, random);
            await peer.SendReleaseRequestAsync();
            await peer.ExpectReleaseResponseAsync();
        }

        await serving.WaitAsync(_patience);
    }

    private static async Task ExchangeAsync(ScriptedPeer peer, Kind[] burst, Random random)
    {
        var answers = burst.Select((_, index) => index % 5).ToArray();
        List<byte[]> messages = [.. burst.Select((kind, index) => ToBytes(kind, (byte)(index + 1), answers[index], random.Next(32, 200)))];

        // A C-CANCEL comes somewhere behind its request; nobody waits for the answers before.
        for (var index = burst.Length - 1; index >= 0; index--)
        {
            if (burst[index] is Kind.CancelledFind or Kind.CancelledHold)
                messages.Insert(random.Next(index + 1, messages.Count + 1), Wire.Cancel(3, (ushort)(index + 1)));
        }

        await SendAsync(peer, Join([.. messages.SelectMany(static message => message)], random), random);
        var heard = burst.Select(static _ => new List<int>()).ToArray();
        for (var open = burst.Length; open > 0;)
        {
            var (command, _) = await peer.ExpectMessageAsync().WaitAsync(_patience);
            var words = heard[command.MessageIdBeingRespondedTo.GetValueOrDefault() - 1];
            Assert.True(words.Count == 0 || words[^1] == 0xFF00, "There was a final response already.");
            words.Add(command.Status);
            open -= command.Status == 0xFF00 ? 0 : 1;
        }

        for (var index = 0; index < burst.Length; index++)
            Check(burst[index], heard[index], answers[index]);
    }

    private static void Check(Kind kind, List<int> heard, int answers)
    {
        var pending = heard.Count - 1;
        switch (kind)
        {
            case Kind.Echo:
                Assert.Equal([0], heard);
                break;
            case Kind.Unknown:
                Assert.Equal([0x0211], heard);
                break;
            case Kind.Find:
                Assert.Equal((0, answers), (heard[^1], pending));
                break;
            case Kind.CancelledHold:
                Assert.Equal(0xFE00, heard[^1]);
                Assert.InRange(pending, 0, 1);
                break;
            case Kind.CancelledFind:
                Assert.True(heard[^1] == 0xFE00 ? pending <= answers : heard[^1] == 0 && pending == answers, $"{pending} of {answers}, then {heard[^1]:X4}.");
                break;
        }
    }

    private static byte[] ToBytes(Kind kind, byte id, int answers, int fragment) => kind switch
    {
        Kind.Echo => new PeerStep.Echo(id).ToBytes(),
        Kind.Unknown => new PeerStep.Unknown(id).ToBytes(),
        Kind.CancelledHold => new PeerStep.Hold(id).ToBytes(),
        _ => new PeerStep.Find(id, answers, fragment).ToBytes(),
    };

    /// <summary>Puts values of P-DATA-TFs that follow each other into one, here and there (PS3.8 §9.3.5.1).</summary>
    private static byte[] Join(byte[] pdus, Random random)
    {
        List<byte> joined = [];
        var last = -1;
        for (var at = 0; at < pdus.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(pdus.AsSpan(at + 2));
            if (last < 0 || random.Next(2) == 0 || joined.Count - last + length > 16384)
            {
                last = joined.Count;
                joined.AddRange(pdus.AsSpan(at, 6 + length));
            }
            else
            {
                joined.AddRange(pdus.AsSpan(at + 6, length));
                BinaryPrimitives.WriteInt32BigEndian(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(joined)[(last + 2)..], joined.Count - last - 6);
            }

            at += 6 + length;
        }

        return [.. joined];
    }

    private static async Task SendAsync(ScriptedPeer peer, byte[] bytes, Random random)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var count = Math.Min(bytes.Length - at, random.Next(4) == 0 ? random.Next(1, 8) : random.Next(1, 2000));
            await peer.SendAsync(bytes[at..(at + count)]);
            at += count;
        }
    }
}
